-- The inbox: delivered until acknowledged, redelivered in time, a dead letter after so many times, and nobody else's.
BEGIN;
SELECT plan(57);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('ann', 'agora_service', true), agora_test.add_login('ben', 'agora_service', true), agora_test.add_login('cy', 'agora_service');
CREATE FUNCTION pg_temp.sent() RETURNS bigint LANGUAGE sql RETURN (SELECT max(m.message_id) FROM agora_work.inbox_message AS m);
CREATE FUNCTION pg_temp.status() RETURNS text LANGUAGE sql RETURN (SELECT m.status FROM agora_work.inbox_message AS m ORDER BY m.message_id DESC LIMIT 1);

-- Sending.
SELECT agora_test.become('ann');
SELECT agora_work.send_message(agora_test.id('ben'), 'note', '{"text": "look"}', 'k');
SELECT is_empty('SELECT * FROM agora_work.inbox_message', 'the sender does not see it');
SELECT is_empty('SELECT * FROM agora_work.read_inbox()', 'nor gets it');
RESET SESSION AUTHORIZATION;
SELECT is(agora_work.send_message(agora_test.id('ben'), 'note', '{"text": "look"}', 'k', agora_test.id('ann')), pg_temp.sent(), 'the same call again: the same message');
SELECT agora_test.raises($$SELECT agora_work.send_message(agora_test.id('ben'), 'note', '{"text": "hear"}', 'k', agora_test.id('ann'))$$, 'ZA003', 'the key with another body');
SELECT agora_test.raises($$SELECT agora_work.send_message(0, 'note', '{}')$$, 'ZA001', 'to nobody');
SELECT agora_test.raises($$SELECT agora_work.send_message(NULL, 'note', '{}')$$, 'ZA001', 'to NULL');
SELECT agora_test.raises(format('SELECT agora_work.send_message(agora_test.id(''ben''), %L, ''{}'')', w.kind), '22023', format('a kind is a word, not %L', w.kind))
  FROM (VALUES (''), ('Note'), ('a b'), ('1x'), (repeat('x', 61)), ('x''; DROP TABLE agora_work.message; --')) AS w(kind);
SELECT agora_test.raises($$SELECT agora_work.send_message(agora_test.id('ben'), NULL, '{}')$$, '22023', 'nor NULL');
SELECT agora_test.raises($$SELECT agora_work.send_message(agora_test.id('ben'), 'note', '[]')$$, '22023', 'a body is an object');
SELECT agora_test.raises($$SELECT agora_work.send_message(agora_test.id('ben'), 'note', jsonb_build_object('x', repeat('x', 100001)))$$, '22023', 'of bounded size');
SELECT agora_test.raises($$SELECT agora_work.send_message(agora_test.id('ben'), k.kind, '{}') FROM agora_work.known_message_kind AS k WHERE k.kind = 'escalation'$$, '42501', 'agora''s own kinds are its own');
SELECT is((SELECT count(*) FROM agora_work.known_message_kind AS k), 10::bigint, 'there are ten of those');
SELECT results_eq($$SELECT e.key, e.principal_id, e.payload FROM agora_event.event AS e WHERE e.topic = 'work.message.sent.v1'$$,
                  $$SELECT agora_test.id('ben')::text, agora_test.id('ben'), jsonb_build_object('message_id', pg_temp.sent(), 'kind', 'note')$$,
                  'its recipient is woken; the event does not say what it says, nor who sent it');

-- Reading.
SELECT agora_test.become('ben');
SELECT results_eq($$SELECT m.kind, m.sender_id, m.body, m.delivery, m.ack_by FROM agora_work.read_inbox() AS m$$,
                  $$VALUES ('note', agora_test.id('ann'), '{"text": "look"}'::jsonb, 1, '2026-01-01 00:01+00'::timestamptz)$$, 'it is delivered');
SELECT is(pg_temp.status(), 'delivered', 'and so it stands');
SELECT is_empty('SELECT * FROM agora_work.read_inbox()', 'not again at once');
SELECT agora_test.at('2026-01-01 00:00:59.999+00');
SELECT is_empty('SELECT * FROM agora_work.read_inbox()', 'nor before its time');
SELECT agora_test.at('2026-01-01 00:01+00');
SELECT is(pg_temp.status(), 'waiting', 'at its time it waits again');
SELECT results_eq($$SELECT m.delivery, m.ack_by FROM agora_work.read_inbox(p_visibility => '5 seconds') AS m$$, $$VALUES (2, '2026-01-01 00:01:05+00'::timestamptz)$$, 'and is delivered again');
SELECT agora_test.raises('SELECT * FROM agora_work.read_inbox(0)', '22023', 'none');
SELECT agora_test.raises('SELECT * FROM agora_work.read_inbox(1001)', '22023', 'too many');
SELECT agora_test.raises('SELECT * FROM agora_work.read_inbox(NULL)', '22023', 'who knows how many');
SELECT agora_test.raises($$SELECT * FROM agora_work.read_inbox(p_visibility => '-1 second')$$, '22023', 'for less than no time');
SELECT agora_test.raises($$SELECT * FROM agora_work.read_inbox(p_visibility => '25 hours')$$, '22023', 'for too long');
SELECT agora_test.raises($$SELECT * FROM agora_work.read_inbox(p_actor => agora_test.id('ann'))$$, '42501', 'another''s inbox');

-- Acknowledging.
SELECT agora_test.become('ann');
SELECT agora_test.raises(format('SELECT agora_work.ack_message(%s)', 1 + coalesce(pg_temp.sent(), 0)), 'ZW080', 'nobody acknowledges another''s');
SELECT agora_test.become('ben');
SELECT agora_test.raises('SELECT agora_work.ack_message(0)', 'ZW080', 'nor what is unknown');
SELECT agora_test.raises('SELECT agora_work.ack_message(NULL)', 'ZW080', 'nor NULL');
SELECT is(agora_work.ack_message(pg_temp.sent()), true, 'the recipient does');
SELECT is(agora_work.ack_message(pg_temp.sent()), false, 'once');
SELECT agora_test.advance('1 hour');
SELECT is_empty('SELECT * FROM agora_work.read_inbox()', 'and it does not come again');
SELECT is(agora_work.requeue_message(pg_temp.sent()), false, 'it is no dead letter');

-- Dead letters.
RESET SESSION AUTHORIZATION;
SELECT agora.set_setting('work.message_deliveries', '2', 'a test');
SELECT agora_work.send_message(agora_test.id('ben'), 'note', '{"text": "again"}');
SELECT agora_test.become('ben');
CREATE TEMP TABLE got AS SELECT 1 AS round, m.* FROM agora_work.read_inbox(p_visibility => '1 second') AS m;
SELECT is(agora_work.requeue_message(g.message_id), false, 'what is only late is none') FROM got AS g;
SELECT agora_test.advance('1 second');
INSERT INTO got SELECT 2, m.* FROM agora_work.read_inbox(p_visibility => '1 second') AS m;
SELECT is((SELECT count(*) FROM got AS g), 2::bigint, 'delivered as often as may be');
SELECT agora_test.advance('1 second');
SELECT is_empty('SELECT * FROM agora_work.read_inbox()', 'and not once more');
SELECT is(pg_temp.status(), 'dead', 'it is dead, although nobody swept');
RESET SESSION AUTHORIZATION;
SELECT is(agora_work._sweep_inboxes(100), 1::bigint, 'a sweep writes that down');
SELECT is(agora_work._sweep_inboxes(100), 0::bigint, 'once');
SELECT results_eq($$SELECT e.principal_id, e.payload ->> 'deliveries' FROM agora_event.event AS e WHERE e.topic = 'work.message.dead.v1'$$, $$VALUES (agora_test.id('ben'), '2')$$, 'and its recipient hears of it');
SELECT is(agora_work.requeue_message(g.message_id, agora_test.id('ben')), true, 'it can be delivered again') FROM got AS g WHERE g.round = 1;
SELECT results_eq($$SELECT m.delivery FROM agora_work.read_inbox(p_actor => agora_test.id('ben')) AS m$$, 'VALUES (1)', 'as if for the first time');
SELECT agora_test.advance('7 days');
SELECT is(agora_work._sweep_inboxes(100), 1::bigint, 'what is done with goes');
SELECT results_eq($$SELECT m.body ->> 'text', m.status FROM agora_work.inbox_message AS m$$, $$VALUES ('again', 'waiting')$$, 'the rest stays');
SELECT is(agora_work._sweep_inboxes(100), 0::bigint, 'as long as that');
SELECT agora_test.advance('60 seconds');
SELECT is(agora_work._sweep_inboxes(100), 0::bigint, 'at the limit');
SELECT agora_test.advance('1 millisecond');
SELECT is(agora_work._sweep_inboxes(100), 1::bigint, 'then what nobody reads is dead');
SELECT is(pg_temp.status(), 'dead', 'and shown so');
SELECT is(agora_work.requeue_message(m.message_id, agora_test.id('ben')), true, 'and can be delivered again') FROM agora_work.inbox_message AS m;
SELECT is(agora_work._sweep_inboxes(100), 0::bigint, 'which is not undone');

-- Limits, and who sees what.
SELECT agora.set_setting('work.unread_limit', '2', 'a test');
SELECT agora_work.send_message(agora_test.id('ben'), 'note', '{"n": 1}', p_actor => agora_test.id('ann')), agora_work.send_message(agora_test.id('ben'), 'note', '{"n": 2}', p_actor => agora_test.id('ann'));
SELECT agora_test.raises($$SELECT agora_work.send_message(agora_test.id('ben'), 'note', '{"n": 3}', p_actor => agora_test.id('ann'))$$, 'ZW081', 'a full inbox takes no more of one sender');
SELECT lives_ok($$SELECT agora_work.send_message(agora_test.id('ben'), 'note', '{"n": 3}')$$, 'but of another');
SELECT agora_test.become('cy');
SELECT is((SELECT count(*) FROM agora_work.read_inbox(p_actor => agora_test.id('ben')) AS m WHERE m.body ? 'n'), 3::bigint, 'a service reads for whom it names');

SELECT * FROM finish();
ROLLBACK;
