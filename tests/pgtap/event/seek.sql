-- seek: to the beginning, the end, an event, a time; exactly one of them.
BEGIN;
SELECT plan(24);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT agora_event.create_consumer('c', '{test.**}', 'beginning');
SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 3);
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, key, payload, principal_id, occurred_at)
SELECT e.event_id, e.xid::text::xid8, e.xid::text::xid8, 'test.thing.happened.v1', 'k', '{}', 3, '2026-01-01'::timestamptz + e.minute * interval '1 minute'
  FROM (VALUES (7001, 100, 1), (7004, 100, 4), (7002, 101, 2), (7003, 101, 3)) AS e(event_id, xid, minute);
CREATE FUNCTION pg_temp.polled(p_consumer text DEFAULT 'c') RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll(p_consumer) AS p);

SELECT is(agora_event.seek('c', 'end'), 7003::bigint, 'behind the last in the order of delivery');
SELECT is(pg_temp.polled(), NULL, 'nothing waits');
SELECT is(agora_event.seek('c', 'beginning'), 0::bigint, 'before the first');
SELECT is(pg_temp.polled(), '7001 7004 7002 7003', 'all again');
SELECT is(agora_event.seek('c', p_event_id => 7002), 7004::bigint, 'to an event: behind the one before it');
SELECT is(pg_temp.polled(), '7002 7003', 'it is the next');
SELECT is(agora_event.seek('c', p_event_id => 7001), 0::bigint, 'to the first');
SELECT is(pg_temp.polled(), '7001 7004 7002 7003', 'all again');
SELECT is(agora_event.seek('c', p_time => '2026-01-01 00:03'), 7001::bigint, 'to a time: the first in order that is not older');
SELECT is(pg_temp.polled(), '7004 7002 7003', 'with what comes behind it');
SELECT is(agora_event.seek('c', p_time => '2026-01-01 00:04'), 7001::bigint, 'at exactly its time');
SELECT is(agora_event.seek('c', p_time => '2026-01-01 00:04:00.000001'), 7003::bigint, 'later than all: the end');
SELECT is(agora_event.seek('c', p_time => '-infinity'), 0::bigint, 'before all time: the beginning');
SELECT is(agora_event.seek('group', p_event_id => 7002), 7004::bigint, 'all shares go together');
SELECT is((SELECT count(DISTINCT s.position_event) FROM agora_event.consumer_share AS s WHERE s.consumer = 'group'), 1::bigint, 'to one place');

SELECT agora_event.retry('c', 7001, 'boom');
SELECT agora_event.seek('c', 'beginning');
SELECT is(pg_temp.polled(), '7001 7004 7002 7003', 'what waited for a retry does not wait any more');
SELECT agora_test.raises($$SELECT agora_event.seek('c')$$, '22023', 'to nowhere');
SELECT agora_test.raises($$SELECT agora_event.seek('c', 'middle')$$, '22023', 'to no place');
SELECT agora_test.raises($$SELECT agora_event.seek('c', 'end', 7001)$$, '22023', 'to two places');
SELECT agora_test.raises($$SELECT agora_event.seek('c', p_event_id => 7999)$$, 'ZE004', 'beyond the end');
SELECT agora_test.raises($$SELECT agora_event.seek('c', p_event_id => -1)$$, 'ZE004', 'before the beginning');
SELECT agora_test.raises($$SELECT agora_event.seek('none', 'end')$$, 'ZE002', 'of an unknown consumer');
SELECT is(pg_temp.polled(), '7001 7004 7002 7003', 'what was refused moved nothing');
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.become('bob');
SELECT agora_test.raises($$SELECT agora_event.seek('c', 'end')$$, 'ZE002', 'nor another''s');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
