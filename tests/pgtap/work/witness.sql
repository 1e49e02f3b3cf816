-- The witness: record_witness, verify_witness, anchor_witness, retention; who tampers is found, also with triggers off.
BEGIN;
SELECT plan(64);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.say(p_key text, p_retention text DEFAULT 'operations', p_payload jsonb DEFAULT '{"exit": 0}', p_by text DEFAULT 'alice') RETURNS bigint
LANGUAGE sql AS $$ SELECT agora_work.record_witness('command.executed', 'info', 'ls', p_payload, p_retention, NULL, p_key, agora_test.id(p_by)) $$;
CREATE FUNCTION pg_temp.wrong() RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(format('%s %s %s', coalesce(v.stream, '-'), coalesce(v.seq::text, '-'), v.violation), '; '), '') FROM agora_work.verify_witness() AS v $$;
CREATE FUNCTION pg_temp.s(p_seq bigint, p_violation text) RETURNS text LANGUAGE sql AS $$
    SELECT format('operations:%s %s %s', agora_test.id('alice'), coalesce(p_seq::text, '-'), p_violation) $$;
-- What a superuser does who knows what to do: triggers off, one statement, undone before the next.
CREATE FUNCTION pg_temp.after(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_found text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE p_sql;
    SET LOCAL session_replication_role = origin;
    v_found := pg_temp.wrong();
    RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = v_found;
EXCEPTION WHEN raise_exception THEN
    RETURN sqlerrm;
END $$;

-- record_witness
SELECT is(pg_temp.say('1'), 1::bigint, 'the first entry');
SELECT is(pg_temp.say('2'), 2::bigint, 'the second');
SELECT is(pg_temp.say('1'), 1::bigint, 'the same key answers with the first');
SELECT agora_test.raises($$SELECT pg_temp.say('1', 'debug')$$, 'ZA003', 'and refuses other facts');
SELECT is(pg_temp.say('3', 'security'), 1::bigint, 'each class has its own stream');
SELECT is(pg_temp.say('4', 'debug'), 1::bigint, 'of every actor');
SELECT is(pg_temp.say('1', p_by => 'bob'), 1::bigint, 'and every actor has their own');
SELECT is((w.stream, w.seq, w.event, w.severity, w.principal_id, w.subject, w.payload, w.recorded_at)::text,
          (format('operations:%s', agora_test.id('alice')), 1::bigint, 'command.executed', 'info', agora_test.id('alice'), 'ls', '{"exit": 0}'::jsonb, '2026-01-01 00:00+00'::timestamptz)::text, 'what it says')
  FROM agora_work.witness_entry AS w WHERE w.principal_id = agora_test.id('alice') AND w.seq = 1 AND w.retention = 'operations';
SELECT pg_temp.say('5', p_payload => '{"password": "correct horse battery"}');
SELECT alike((SELECT w.payload ->> 'password' FROM agora_work.witness_entry AS w WHERE w.principal_id = agora_test.id('alice') AND w.seq = 3), '[redacted:%', 'without its secrets');
SELECT agora_test.raises(format('SELECT agora_work.record_witness(%L, %L, %L, %L, %L, NULL, %L, %s)', r.event, r.severity, r.subject, r.payload, r.retention, r.key, agora_test.id('alice')), '22023', r.what)
  FROM (VALUES ('Event', 'info', NULL, '{}', 'debug', 'k', 'an event that is no thing and verb'), (NULL, 'info', NULL, '{}', 'debug', 'k', 'no event'), ('a.b', 'loud', NULL, '{}', 'debug', 'k', 'an unknown severity'),
               ('a.b', NULL, NULL, '{}', 'debug', 'k', 'no severity'), ('a.b', 'info', NULL, '{}', 'ever', 'k', 'an unknown class'), ('a.b', 'info', NULL, '{}', NULL, 'k', 'no class'),
               ('a.b', 'info', repeat('x', 201), '{}', 'debug', 'k', 'a subject too long'), ('a.b', 'info', NULL, '[]', 'debug', 'k', 'a payload that is no object'), ('a.b', 'info', NULL, '{}', 'debug', NULL, 'no key'))
    AS r(event, severity, subject, payload, retention, key, what);
-- Streams of an agent have entries about it, too: it cannot write one that looks like them.
CREATE TEMP TABLE ours AS
SELECT DISTINCT m[1] AS event FROM pg_proc AS f CROSS JOIN LATERAL regexp_matches(f.prosrc, $$_testify\([^;]*?'([a-z_]+[.][a-z_]+)'$$, 'g') AS m
 WHERE f.pronamespace = 'agora_work'::regnamespace
UNION ALL
SELECT k.kind || '.ended' FROM unnest(ARRAY['command', 'route', 'target']) AS k(kind);
CREATE FUNCTION pg_temp.refused(p_event text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_work.record_witness(p_event, p_key => p_event, p_actor => agora_test.id('alice'));
    RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN p_event;
END $$;
SELECT cmp_ok((SELECT count(*) FROM ours), '>', 20::bigint, 'events that functions write');
SELECT is((SELECT string_agg(o.event, ' ' ORDER BY o.event) FROM ours AS o WHERE pg_temp.refused(o.event) IS NULL), NULL, 'are written by nobody else');
CREATE FUNCTION pg_temp.subject(p_subject text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_work.record_witness('thing.seen', p_subject => p_subject, p_key => 's', p_actor => agora_test.id('bob'));
    RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = (SELECT w.subject FROM agora_work.witness_entry AS w WHERE w.event = 'thing.seen');
EXCEPTION WHEN raise_exception THEN
    RETURN sqlerrm;
END $$;
SELECT matches(pg_temp.subject('curl -H "Authorization: Bearer abcdefghij0123456789abcdefghij"'), '^curl -H .*\[redacted:', 'a subject loses its secrets, too');
SELECT is(pg_temp.wrong(), '', 'all is right');

-- What the triggers refuse
SELECT agora_test.raises($$UPDATE agora_work.witness SET severity = 'high'$$, 'ZA010', 'an entry is not changed');
SELECT agora_test.raises($$DELETE FROM agora_work.witness$$, 'ZA010', 'nor removed');
SELECT agora_test.raises($$TRUNCATE agora_work.witness$$, 'ZA010', 'nor all of them');

-- What verify_witness finds: every column
SELECT is(pg_temp.after(format('UPDATE agora_work.witness SET %s WHERE seq = 2 AND stream_id = (SELECT stream_id FROM agora_work.witness_stream WHERE stream = %L)',
                               c.change, format('operations:%s', agora_test.id('alice')))), pg_temp.s(2, 'entry was changed'), c.change)
  FROM (VALUES ('event = ''command.denied'''), ('severity = ''high'''), ('principal_id = 1'), ('subject = NULL'), ('subject = ''rm'''), ('correlation_id = ''00000000-0000-0000-0000-000000000001'''),
               ('payload = ''{"exit": 1}'''), ('recorded_at = recorded_at + interval ''1 microsecond''')) AS c(change);
SELECT is(pg_temp.after(format('DELETE FROM agora_work.witness AS w USING agora_work.witness_stream AS s WHERE s.stream_id = w.stream_id AND s.stream = %L AND w.seq = 2', format('operations:%s', agora_test.id('alice')))),
          pg_temp.s(3, 'an entry before this one is missing'), 'one is taken away');
SELECT is(pg_temp.after(format('DELETE FROM agora_work.witness AS w USING agora_work.witness_stream AS s WHERE s.stream_id = w.stream_id AND s.stream = %L AND w.seq = 3', format('operations:%s', agora_test.id('alice')))),
          pg_temp.s(3, 'the last entry is not that of the head'), 'the last is taken away');
SELECT is(pg_temp.after(format('UPDATE agora_work.witness_stream SET retention = ''debug'' WHERE stream = %L', format('operations:%s', agora_test.id('alice')))),
          pg_temp.s(NULL, 'the stream does not begin with its name and class'), 'its class is changed');
SELECT is(pg_temp.after(format('UPDATE agora_work.witness_stream SET stream = ''x'' WHERE stream = %L', format('operations:%s', agora_test.id('alice')))),
          'x - the stream does not begin with its name and class', 'its name is changed');

-- Anchors
SELECT is(agora_work.anchor_witness(), 4::bigint, 'four streams are anchored');
SELECT is(agora_work.anchor_witness(), 0::bigint, 'nothing moved: no anchor');
SELECT is((a.anchor_id, a.streams, a.seal_id, a.previous_hash)::text, (1, 4, NULL::bigint, repeat('00', 32))::text, 'the anchor') FROM agora_work.published_anchor AS a;
SELECT is((SELECT e.payload ->> 'hash' FROM agora_event.event AS e WHERE e.topic = 'work.witness.anchored.v1'), (SELECT a.hash FROM agora_work.published_anchor AS a), 'is told, to be kept elsewhere');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), 1, 'a test', p_key => 'a test');
UPDATE agora_ledger.horizon SET transaction_id = next_transaction_id;
SELECT agora_ledger.seal_range();
SELECT pg_temp.say('6');
SELECT is(agora_work._anchor_moved(100), 1::bigint, 'the job anchors what moved since');
SELECT is((a.anchor_id, a.seal_hash, a.previous_hash)::text, (2, (SELECT s.hash FROM agora_ledger.published_seal AS s), (SELECT p.hash FROM agora_work.published_anchor AS p WHERE p.anchor_id = 1))::text,
          'behind the last seal of the ledger and the anchor before') FROM agora_work.published_anchor AS a WHERE a.anchor_id = 2;
SELECT is(pg_temp.wrong(), '', 'all is right');
SELECT agora_test.raises($$DELETE FROM agora_work.witness_anchor$$, 'ZA010', 'an anchor is not removed');
-- Whoever changes an entry can also make the chain behind it anew: the anchor is not fooled.
SELECT is(pg_temp.after(format($$
    UPDATE agora_work.witness AS w SET payload = '{"exit": 9}' FROM agora_work.witness_stream AS s WHERE s.stream_id = w.stream_id AND s.stream = %1$L AND w.seq = 4;
    UPDATE agora_work.witness AS w SET hash = agora_work._witness_hash(w) FROM agora_work.witness_stream AS s WHERE s.stream_id = w.stream_id AND s.stream = %1$L AND w.seq = 4;
    UPDATE agora_work.witness_stream AS s SET last_hash = w.hash FROM agora_work.witness AS w WHERE w.stream_id = s.stream_id AND w.seq = s.last_seq AND s.stream = %1$L$$,
    format('operations:%s', agora_test.id('alice')))), pg_temp.s(4, 'entry is not the one of anchor 2'), 'the chain is made anew');
SELECT is(pg_temp.after('UPDATE agora_work.witness_anchor SET anchored_at = anchored_at + interval ''1 second'' WHERE anchor_id = 1'), '- - anchor_id=1: anchor does not have its hash', 'an anchor is changed');
SELECT is(pg_temp.after('DELETE FROM agora_work.witness_anchor_head WHERE anchor_id = 2'), '- - anchor_id=2: anchor does not have its root', 'its heads are taken away');
SELECT is(pg_temp.after(format($$
    DELETE FROM agora_work.witness AS w USING agora_work.witness_stream AS s WHERE s.stream_id = w.stream_id AND s.stream = %1$L;
    DELETE FROM agora_work.witness_stream AS s WHERE s.stream = %1$L$$, format('debug:%s', agora_test.id('alice')))),
          (SELECT format('- - stream_id=%s is gone', s.stream_id) FROM agora_work.witness_stream AS s WHERE s.stream = format('debug:%s', agora_test.id('alice'))), 'a stream is taken away as a whole');
SELECT is(pg_temp.after(format('DELETE FROM agora_work.witness_stream AS s WHERE s.stream = %L', format('debug:%s', agora_test.id('alice')))),
          (SELECT format('- - stream_id=%s is gone', s.stream_id) FROM agora_work.witness_stream AS s WHERE s.stream = format('debug:%s', agora_test.id('alice'))), 'or its head');
SELECT is(pg_temp.after(format($$
    UPDATE agora_work.witness_stream AS s SET cut_seq = s.last_seq, cut_hash = s.last_hash WHERE s.stream = %1$L;
    DELETE FROM agora_work.witness AS w USING agora_work.witness_stream AS s WHERE s.stream_id = w.stream_id AND s.stream = %1$L$$,
    format('operations:%s', agora_test.id('alice')))), pg_temp.s(4, 'entries were forgotten before their time'), 'its retention is made to end early');
SELECT is(pg_temp.after('DELETE FROM agora_work.witness_stream') LIKE '%gone%', true, 'all heads are taken away');
SELECT is_empty('SELECT * FROM agora_work._probe_witness()', 'the invariant holds');

-- Retention: by class, oldest first, and the rest still verifies
SELECT agora_test.at('2026-04-01 00:00+00');
SELECT pg_temp.say('7', 'debug');
SELECT is(agora_work._forget_witness(100), 0::bigint, 'after 90 days nothing is over');
SELECT agora_test.at('2026-04-01 00:00:00.000001+00');
SELECT is(agora_work._forget_witness(100), 1::bigint, 'a moment later the debugging of then is');
SELECT is((SELECT array_agg(w.seq) FROM agora_work.witness_entry AS w WHERE w.retention = 'debug'), '{2}', 'what came later is kept');
SELECT is(pg_temp.wrong(), '', 'and verifies');
SELECT agora_test.at('2028-01-02 00:00+00');
SELECT is(agora_work._forget_witness(3), 3::bigint, 'no more at a time than asked for');
SELECT is(agora_work._forget_witness(100), 4::bigint, 'then the rest');
SELECT is(pg_temp.wrong(), '', 'empty streams verify');
SELECT agora_work.anchor_witness();
SELECT pg_temp.say('9', 'debug'), agora_test.advance('89 days'), agora_work.anchor_witness();
SELECT agora.set_setting('work.witness_debug', '30 days', 'a test');
SELECT is(agora_work._forget_witness(100), 1::bigint, 'kept for less, by an operator''s word');
SELECT agora.set_setting('work.witness_debug', '400 days', 'a test');
SELECT is(pg_temp.wrong(), '', 'and what was forgotten then was in time, whatever is said later');
SELECT is(pg_temp.say('8', 'debug'), 4::bigint, 'and go on where they were');
SELECT is(pg_temp.wrong(), '', 'as does what is written now');

SELECT * FROM finish();
ROLLBACK;
