-- submit: each check and its code, in their order; what a refused message leaves behind (nothing); what an accepted one does.
BEGIN;
SELECT plan(92);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'eve']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.add_trust_key('alice-1', agora_test.id('alice'), agora_test.sign('alice', NULL));
SELECT agora_work.add_trust_key('bob-1', agora_test.id('bob'), agora_test.sign('bob', NULL), '2026-01-02 00:00+00');
SELECT agora_work.allow_action('event.publish', 'agora_event.publish', 'Publish an event.');
SELECT agora_work.allow_action('memory.start', 'agora_memory.start_attempt', 'Begin an attempt.');
SELECT agora_work.allow_action('lease.release', 'agora.release_lease', 'Give a lease back.');
SELECT agora_event.create_topic('test.thing.done.v1', 'A test.');

-- A message of alice's, signed by a key, with a nonce for each number.
CREATE FUNCTION pg_temp.told(p_seq bigint, p_other jsonb DEFAULT '{}', p_content jsonb DEFAULT '{"topic": "test.thing.done.v1", "event_key": "a", "payload": {}}') RETURNS bytea
LANGUAGE sql AS $$ SELECT agora_test.envelope('alice', 'event.publish', p_seq, p_content, p_other) $$;
CREATE FUNCTION pg_temp.send(p_message bytea, p_by text DEFAULT 'alice', p_kid text DEFAULT 'alice-1') RETURNS jsonb
LANGUAGE sql AS $$ SELECT agora_work.submit(p_message, agora_test.sign(p_by, p_message), p_kid) $$;
CREATE FUNCTION pg_temp.traces() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(',', (SELECT count(*) FROM agora_work.nonce), (SELECT count(*) FROM agora_work.conversation), (SELECT sum(last_sequence) FROM agora_work.conversation),
                     (SELECT count(*) FROM agora_event.event WHERE topic = 'test.thing.done.v1'), (SELECT count(*) FROM agora_work.witness WHERE event = 'message.accepted')) $$;

-- What is accepted.
SELECT is(pg_temp.send(pg_temp.told(1)) - 'result',
          jsonb_build_object('id', 'alice-1', 'action', 'event.publish', 'sender_id', agora_test.id('alice')), 'a message is taken, and answered');
SELECT is((SELECT (e.principal_id, e.key)::text FROM agora_event.event AS e WHERE e.topic = 'test.thing.done.v1'),
          (agora_test.id('alice'), 'a')::text, 'its action is done, as its sender');
SELECT is(pg_temp.traces(), '1,1,1,1,1', 'it leaves a nonce, a sequence, its effect and an entry of the witness');
SELECT is((SELECT w.payload - 'sha256' FROM agora_work.witness_entry AS w WHERE w.event = 'message.accepted'),
          '{"id": "alice-1", "conversation": "main", "seq": 1, "kid": "alice-1", "submitted_by": 1}', 'which says what it was');
SELECT is(jsonb_typeof(pg_temp.send(agora_test.envelope('alice', 'memory.start', 2, '{"p_request": "Read", "approach": "look"}')) -> 'result'), 'number',
          'arguments with or without p_; a number comes back');
SELECT is((SELECT a.request FROM agora_memory.recorded_attempt AS a WHERE a.principal_id = agora_test.id('alice')), 'Read', 'as the sender');
SELECT is(pg_temp.send(agora_test.envelope('alice', 'lease.release', 3, '{"resource": "none", "epoch": 1}')) -> 'result', 'false', 'a boolean comes back');

-- Size.
SELECT agora_test.raises($$SELECT agora_work.submit(NULL, '', 'alice-1')$$, 'ZW040', 'nothing');
SELECT agora_test.raises($$SELECT pg_temp.send(convert_to(repeat('x', 1000001), 'UTF8'))$$, 'ZW040', 'a byte too many');
SELECT agora_test.raises($$SELECT pg_temp.send(convert_to(repeat('x', 1000000), 'UTF8'))$$, 'ZW045', 'as many as allowed: it is read');
SELECT agora_test.raises($$SELECT agora_work.submit(convert_to(repeat('x', 1000001), 'UTF8'), '', 'none')$$, 'ZW040', 'the size comes before the signature');

-- Key and signature.
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9), 'alice', 'none')$$, 'ZW041', 'an unknown key');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9), 'alice', NULL)$$, 'ZW041', 'no key');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9), 'eve')$$, 'ZW044', 'signed by somebody else');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(9), agora_test.sign('alice', pg_temp.told(10)), 'alice-1')$$, 'ZW044', 'signed over other bytes');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(9) || ' ', agora_test.sign('alice', pg_temp.told(9)), 'alice-1')$$, 'ZW044', 'a blank more than what was signed');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(9), NULL, 'alice-1')$$, 'ZW044', 'no signature');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(9), '', 'alice-1')$$, 'ZW044', 'an empty one');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(9), agora_test.sign('alice', pg_temp.told(9)) || '\x00', 'alice-1')$$, 'ZW044', 'a byte too many');
SELECT agora_test.raises($$SELECT agora_work.submit('{}', agora_test.sign('eve', '{}'), 'alice-1')$$, 'ZW044', 'nothing is read before the signature is right');
SELECT is(pg_temp.traces(), '3,1,3,1,3', 'forged messages leave nothing');

-- The envelope.
SELECT agora_test.raises(format('SELECT pg_temp.send(%L::bytea)', m.message), 'ZW045', m.what)
  FROM (VALUES ('\xff'::bytea, 'no UTF-8'), ('[]', 'no object'), (convert_to('{"id": "a\u0000b"}', 'UTF8'), 'a zero in a text'), ('{}', 'an empty object'), (''::bytea, 'no bytes'),
               (convert_to(repeat('[', 20000), 'UTF8'), 'brackets without end'),
               (pg_temp.told(9, '{"more": 1}'), 'a field too many'), (pg_temp.told(9, '{"id": 5}'), 'an id that is no text'),
               (pg_temp.told(9, '{"sender": null}'), 'no sender'), (pg_temp.told(9, '{"action": ""}'), 'an empty action'),
               (pg_temp.told(9, '{"seq": 0}'), 'a sequence below 1'), (pg_temp.told(9, '{"seq": 1.5}'), 'half a number'), (pg_temp.told(9, '{"seq": "9"}'), 'a sequence in quotes'),
               (pg_temp.told(9, '{"seq": 9223372036854775808}'), 'a sequence beyond all'), (pg_temp.told(9, '{"conversation": "a\nb"}'), 'a conversation with a line end'),
               (pg_temp.told(9, jsonb_build_object('nonce', repeat('0', 30))), 'a nonce of 15 bytes'), (pg_temp.told(9, jsonb_build_object('nonce', repeat('0', 33))), 'of 16 and a half'),
               (pg_temp.told(9, jsonb_build_object('nonce', repeat('0', 130))), 'of 65'), (pg_temp.told(9, jsonb_build_object('nonce', repeat('G', 32))), 'not in hex'), (pg_temp.told(9, '{"nonce": null}'), 'no nonce'),
               (pg_temp.told(9, jsonb_build_object('nonce', repeat('1', 32)::numeric)), 'a nonce that is a number'),
               (pg_temp.told(9, '{"issued_at": "2026-01-01T00:00:00"}'), 'a time without zone'), (pg_temp.told(9, '{"issued_at": "now"}'), 'no time'),
               (pg_temp.told(9, '{"ttl_s": 301}'), 'a life too long'), (pg_temp.told(9, '{"ttl_s": 0}'), 'no life'), (pg_temp.told(9, '{"content": []}'), 'content that is no object'),
               (convert_to(replace(convert_from(pg_temp.told(9), 'UTF8'), '"seq": 9', '"seq": 9, "seq": 10'), 'UTF8'), 'a field twice'),
               (convert_to(replace(convert_from(pg_temp.told(9), 'UTF8'), '"event_key": "a"', '"event_key": "a", "event_key": "b"'), 'UTF8'), 'an argument twice'),
               (convert_to(replace(convert_from(pg_temp.told(9), 'UTF8'), '"payload": {}', '"payload": {"a": [{"b": 1, "b": 2}]}'), 'UTF8'), 'a name twice within an argument'),
               (convert_to(replace(convert_from(pg_temp.told(9), 'UTF8'), '"payload": {}', '"payload": {"a": 1, "\u0061": 1}'), 'UTF8'), 'or in other letters'),
               (convert_to(replace(convert_from(pg_temp.told(9), 'UTF8'), '"payload": {}', '"payload": {"a":' || repeat('[', 100) || repeat(']', 100) || '}'), 'UTF8'), 'deeper than any argument'))
    AS m(message, what);

SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{"action": "none"}', '{"topic": ":", "event_key": "\":,{\"", "payload": {":\\": [{"b": 1}, {"b": 1.50e+1, "c": null}], "d": true}}'))$$,
                         'ZW050', 'names that stand in several objects, and marks in texts, are no fault');

-- Whose key.
SELECT agora_test.raises($$SELECT pg_temp.send(agora_test.envelope('alice', 'event.publish', 9), 'bob', 'bob-1')$$, 'ZW046', 'in the name of another');
SELECT agora_test.raises($$SELECT pg_temp.send(agora_test.envelope('nobody', 'event.publish', 9))$$, 'ZW046', 'in the name of nobody');

-- Freshness, to the microsecond on both sides.
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{"issued_at": "2026-01-01T00:00:30.000001Z"}'))$$, 'ZW047', 'issued too far in the future');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{"issued_at": "2025-12-31T23:54:29.999999Z"}'))$$, 'ZW047', 'issued too long ago');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{"issued_at": "2025-12-31T23:59:00Z", "ttl_s": 29}'))$$, 'ZW047', 'its life is over');
SELECT lives_ok($$SELECT pg_temp.send(pg_temp.told(4, '{"issued_at": "2026-01-01T00:00:30Z"}'))$$, 'a clock half a minute fast');
SELECT lives_ok($$SELECT pg_temp.send(pg_temp.told(5, '{"issued_at": "2025-12-31T23:54:30+00:00"}'))$$, 'a life of five minutes and a clock half a minute slow');

-- Nonce and sequence.
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(1))$$, 'ZW048', 'a replay: the nonce is asked before the sequence');
SELECT agora_test.advance('1 minute');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(6, '{"nonce": "cd2662154e6d76b2b2b92e70c0cac3ccf534f9b74eb5b89819ec509083d00a50"}'))$$, 'ZW048', 'the nonce of a minute ago, in another message');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(6, '{"seq": 5}'))$$, 'ZW049', 'the same sequence again');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(6, '{"seq": 1}'))$$, 'ZW049', 'a sequence that goes back');
SELECT lives_ok($$SELECT pg_temp.send(pg_temp.told(6, '{"seq": 1, "conversation": "other"}'))$$, 'each conversation counts for itself; refused messages used up no nonce');

-- The action.
SELECT agora_test.raises($$SELECT pg_temp.send(agora_test.envelope('alice', 'ledger.mint', 9))$$, 'ZW050', 'an action that is not allowed');
SELECT agora_work.forbid_action('event.publish', 'a test');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9))$$, 'ZW050', 'one that is no longer allowed');
SELECT agora_work.allow_action('event.publish', 'agora_event.publish', 'Publish an event.');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{}', '{"topic": "test.thing.done.v1", "p_topic": "x"}'))$$, 'ZW051', 'an argument twice');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{}', '{"actor": 1}'))$$, 'ZW051', 'an actor that the message names');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{}', '{"topic": "test.thing.done.v1", "event_key": "a", "payload": {}, "correlation_id": "x"}'))$$, 'ZW051', 'a value of another type');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{}', '{"topic": "test.thing.done.v1", "event_key": {"a": 1}, "payload": {}}'))$$, 'ZW051', 'an object in place of a text');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{}', '{"topic": "test.thing.done.v1", "event_key": ["a"], "payload": {}}'))$$, 'ZW051', 'or an array');
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{}', '{}'))$$, 'ZW051', 'arguments that are missing');
SELECT agora_work.allow_action('work.register', 'agora_work.register_agent', 'Register.');
SELECT agora_test.raises(format($$SELECT pg_temp.send(agora_test.envelope('alice', 'work.register', 9, jsonb_build_object('agent', 1, 'capabilities', %L::jsonb)))$$, c.value), 'ZW051', c.what)
  FROM (VALUES ('[[[[[[["a"]]]]]]]', 'an array of more dimensions than there can be'), ('[["a"], "b"]', 'one of no shape'), ('{"a": 1}', 'an object in place of an array')) AS c(value, what);
SELECT agora_test.raises($$SELECT pg_temp.send(pg_temp.told(9, '{}', '{"topic": "nonsense", "event_key": "a", "payload": {}}'))$$, 'ZE001', 'what the action refuses is told as it is');
SELECT is(pg_temp.traces(), '6,2,6,4,6', 'of all that was refused nothing is left');

-- How often: asked when all but the effect is known to be right.
CREATE FUNCTION pg_temp.left_of(p_name text) RETURNS numeric LANGUAGE sql AS $$
    SELECT b.level FROM agora.rate_bucket AS b WHERE b.bucket = format('agent:%s:messages', agora_test.id(p_name)) $$;
CREATE FUNCTION pg_temp.detail(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_detail text;
BEGIN
    EXECUTE p_sql;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
    RETURN v_detail;
END $$;
SELECT is(agora.setting_integer('work.message_rate'), 100, 'a hundred in a second, unless said otherwise');
SELECT agora.set_setting('work.message_rate', '2', 'a test');
SELECT agora_test.advance('10 seconds');
SELECT lives_ok(format('SELECT pg_temp.send(pg_temp.told(%s))', n), format('number %s', n)) FROM generate_series(10, 11) AS n;
SELECT is(pg_temp.left_of('alice'), 0::numeric, 'as many as allowed');
CREATE TEMPORARY TABLE early AS SELECT pg_temp.told(12) AS message;
SELECT throws_ok('SELECT pg_temp.send(e.message) FROM early AS e', 'ZW090', 'too many messages in a second', 'and no more');
SELECT matches(pg_temp.detail('SELECT pg_temp.send(e.message) FROM early AS e'), 'limit=2 retry_after=00:00:00.5$', 'it says for how long');
SELECT is(pg_temp.traces(), '8,2,12,6,8', 'what came too early uses up neither nonce nor sequence');
SELECT lives_ok($$SELECT pg_temp.send(agora_test.envelope('bob', 'event.publish', 1, '{"topic": "test.thing.done.v1", "event_key": "b", "payload": {}}'), 'bob', 'bob-1')$$,
                'others have a measure of their own');
SELECT agora_test.advance('500 milliseconds');
SELECT lives_ok('SELECT pg_temp.send(e.message) FROM early AS e', 'after that the same message is taken');
SELECT agora_test.advance('500 milliseconds');
SELECT agora_test.raises(f.statement, f.code, f.what)
  FROM (VALUES ('SELECT pg_temp.send(pg_temp.told(13), ''eve'')', 'ZW044', 'forged'), ('SELECT pg_temp.send(e.message) FROM early AS e', 'ZW048', 'repeated'),
               ('SELECT pg_temp.send(agora_test.envelope(''alice'', ''ledger.mint'', 13))', 'ZW050', 'not allowed')) AS f(statement, code, what);
SELECT agora_work.allow_action('bucket.take', 'agora.take_token', 'Take a token.');
SELECT agora_test.raises($$SELECT pg_temp.send(agora_test.envelope('bob', 'bucket.take', 3, jsonb_build_object('bucket', format('agent:%s:messages', agora_test.id('alice')))), 'bob', 'bob-1')$$,
                         '42501', 'nobody uses up what another may send, by message neither');
SELECT lives_ok($$SELECT pg_temp.send(pg_temp.told(13))$$, 'of what is refused nothing counts');

SELECT * FROM finish();
ROLLBACK;
