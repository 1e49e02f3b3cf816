-- What cannot be handled: retry with a growing delay, park, dead letters, requeue.
BEGIN;
SELECT plan(51);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT agora_event.create_consumer('c', '{test.**}', 'beginning');
SELECT agora.set_setting('event.retry_jitter', '0', 'a test');
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, key, payload, principal_id, occurred_at)
SELECT e.event_id, e.xid::text::xid8, e.xid::text::xid8, 'test.thing.happened.v1', e.key, '{}', 3, agora.now()
  FROM (VALUES (7001, 100, 'a'), (7004, 100, 'd'), (7002, 101, 'a'), (7003, 101, 'e')) AS e(event_id, xid, key);
CREATE FUNCTION pg_temp.polled(p_consumer text DEFAULT 'c') RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll(p_consumer) AS p);

SELECT is(pg_temp.polled(), '7001 7004 7002 7003', 'all');
SELECT is(agora_event.retry('c', 7002, 'boom'), '2026-01-01 00:00:01'::timestamptz, 'again in a second');
SELECT is(agora_event.retry('c', 7002, 'boom'), '2026-01-01 00:00:01'::timestamptz, 'said twice, it failed once');
SELECT is(pg_temp.polled(), NULL, 'until then nothing: what comes later waits');
SELECT results_eq($$SELECT s.failing_event, s.attempts, s.last_error FROM agora_event.consumer_share AS s WHERE s.consumer = 'c'$$, $$VALUES (7002::bigint, 1, 'boom')$$, 'the view says why');
SELECT is((SELECT l.shares_waiting FROM agora_event.consumer_lag AS l WHERE l.consumer = 'c'), 1::bigint, 'as does the lag');
SELECT agora_test.advance('0.999 seconds');
SELECT is(pg_temp.polled(), NULL, 'a moment before');
SELECT agora_test.advance('0.001 seconds');
SELECT is(pg_temp.polled(), '7002 7003', 'what came before it counts as handled');
SELECT agora_test.raises($$SELECT agora_event.retry('c', 7001, 'late')$$, 'ZE004', 'and does not come back');
SELECT is(agora_event.retry('c', 7002, 'boom'), agora.now() + '2 seconds', 'the second time twice as long');
SELECT agora_test.advance('2 seconds');
SELECT ok(agora_event.ack('c', 7002), 'this time it works');
SELECT results_eq($$SELECT s.failing_event, s.attempts, s.retry_at FROM agora_event.consumer_share AS s WHERE s.consumer = 'c'$$, $$VALUES (NULL::bigint, 0, NULL::timestamptz)$$, 'all is forgotten');
SELECT is(pg_temp.polled(), '7003', 'and the next comes');

SELECT agora.set_setting('event.retry_limit', '3', 'a test');
SELECT agora.set_setting('event.retry_delay_max', '1500 milliseconds', 'a test');
SELECT is(agora_event.retry('c', 7003, 'one'), agora.now() + '1 second', 'a new one begins anew');
SELECT agora_test.advance('1 second');
SELECT is(agora_event.retry('c', 7003, 'two'), agora.now() + '1.5 seconds', 'never longer than event.retry_delay_max');
SELECT agora_test.advance('1.5 seconds');
SELECT is(agora_event.retry('c', 7003, 'three'), NULL, 'event.retry_limit attempts: a dead letter');
SELECT results_eq($$SELECT p.event_id, p.status, p.attempts, p.reason, p.key, p.parked_by FROM agora_event.parked_event AS p WHERE p.consumer = 'c'$$,
                  $$VALUES (7003::bigint, 'dead', 3, 'three', 'e', 1::bigint)$$, 'with its reason');
SELECT is((SELECT l.dead_letters FROM agora_event.consumer_lag AS l WHERE l.consumer = 'c'), 1::bigint, 'counted');
SELECT is(pg_temp.polled(), NULL, 'the consumer goes on');

SELECT is(agora_event.requeue('c', 7003), 1::bigint, 'once more');
SELECT is(agora_event.requeue('c', 7003), 0::bigint, 'said twice, once more');
SELECT agora_test.raises($$SELECT agora_event.ack('c', 7999)$$, 'ZE004', 'an unknown event is none of the letters');
SELECT is(pg_temp.polled(), '7003', 'delivered again');
SELECT is(agora_event.retry('c', 7003, 'still'), NULL, 'and failed again: dead at once');
SELECT results_eq($$SELECT p.status, p.attempts, p.reason FROM agora_event.parked_event AS p WHERE p.consumer = 'c'$$, $$VALUES ('dead', 4, 'still')$$, 'once more');
SELECT is(agora_event.requeue('c'), 1::bigint, 'all that are dead');
SELECT is(pg_temp.polled(), '7003', 'delivered');
SELECT is(pg_temp.polled(), '7003', 'not acknowledged: delivered again');
SELECT ok(agora_event.ack('c', 7003), 'handled');
SELECT is((SELECT p.status FROM agora_event.parked_event AS p WHERE p.consumer = 'c'), 'handled', 'and said so');
SELECT is(pg_temp.polled(), NULL, 'nothing left');
SELECT agora_test.raises($$SELECT agora_event.requeue('c', 7003)$$, 'ZE008', 'what was handled is no dead letter');
SELECT agora_test.raises($$SELECT agora_event.requeue('c', 7001)$$, 'ZE008', 'nor what never failed');
SELECT agora_test.raises($$SELECT agora_event.requeue('none')$$, 'ZE002', 'requeue: an unknown consumer');
SELECT is(agora_event.requeue('c'), 0::bigint, 'all of nothing');

-- park, at once; and after a seek.
SELECT agora_event.seek('c', 'beginning');
SELECT isnt(agora_event.park('c', 7001, 'poison'), NULL, 'put aside');
SELECT is(agora_event.park('c', 7001, 'poison'), (SELECT d.dead_letter_id FROM agora_event.dead_letter AS d WHERE d.consumer = 'c' AND d.event_id = 7001), 'said twice, one letter');
SELECT is(pg_temp.polled(), '7004 7002 7003', 'the rest goes on');
SELECT isnt(agora_event.park('c', 7003, 'again'), NULL, 'one that was handled before the seek');
SELECT results_eq($$SELECT p.event_id, p.status, p.attempts FROM agora_event.parked_event AS p WHERE p.consumer = 'c' ORDER BY 1$$, $$VALUES (7001::bigint, 'dead', 1), (7003, 'dead', 5)$$, 'is dead again');
SELECT agora_test.raises($$SELECT agora_event.park('c', 7001, NULL)$$, '22023', 'no reason');
SELECT agora_test.raises($$SELECT agora_event.retry('c', 7001, '')$$, '22023', 'no error');
SELECT agora_test.raises($$SELECT agora_event.park('c', NULL, 'x')$$, 'ZE004', 'no event');
SELECT agora_test.raises($$SELECT agora_event.retry('none', 7001, 'x')$$, 'ZE002', 'an unknown consumer');

-- Workers: another share goes on. a is in share 2, d in 0, e in 3 of 4.
SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 4);
CREATE TEMP TABLE w AS SELECT agora_event.join_consumer('group', 'w') AS epoch;
CREATE FUNCTION pg_temp.polled() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll('group', 100, 'w', (SELECT w.epoch FROM w)) AS p);
DROP FUNCTION pg_temp.polled(text);
SELECT is(pg_temp.polled(), '7001 7004 7002 7003', 'a worker');
SELECT isnt(agora_event.retry('group', 7001, 'boom', 'w', (SELECT w.epoch FROM w)), NULL, 'the first fails');
SELECT is(pg_temp.polled(), '7004 7003', 'only its key waits');
SELECT ok(agora_event.ack('group', 7003, 'w', (SELECT w.epoch FROM w)), 'the others are done');
SELECT agora_test.advance('1 second');
SELECT is(pg_temp.polled(), '7001 7002', 'and it comes again, with what waited behind it');

-- Dropped with its consumer; private to the consumer's owner.
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.become('bob');
SELECT is_empty('SELECT * FROM agora_event.parked_event', 'not another''s');
RESET SESSION AUTHORIZATION;
SELECT agora_event.drop_consumer('c');
SELECT is_empty($$SELECT d.* FROM agora_event.dead_letter AS d WHERE d.consumer = 'c'$$, 'dropped with it');

SELECT * FROM finish();
ROLLBACK;
