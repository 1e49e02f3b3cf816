-- place() and read(): pages of the stream for who keeps the position, ranges without overlap or gap.
BEGIN;
SELECT plan(30);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT agora_event.create_topic('test.thing.hidden.v1', 'A test.', p_is_shared => false);
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, key, payload, principal_id, occurred_at)
SELECT e.event_id, e.xid::text::xid8, e.xid::text::xid8, e.topic, 'k', '{}', 3, '2026-01-01'::timestamptz + e.minute * interval '1 minute'
  FROM (VALUES (7001, 100, 1, 'test.thing.happened.v1'), (7004, 100, 4, 'test.thing.happened.v1'),
               (7002, 101, 2, 'test.thing.hidden.v1'), (7003, 101, 3, 'test.thing.happened.v1')) AS e(event_id, xid, minute, topic);
CREATE FUNCTION pg_temp.ids(p_after bigint, p_to bigint DEFAULT NULL, p_topics text[] DEFAULT '{test.**}', p_limit integer DEFAULT 1000) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(r.event_id::text, ' ') FROM agora_event.read(p_topics, p_after, p_to, p_limit) AS r);

SELECT is(pg_temp.ids(0), '7001 7004 7002 7003', 'all, in the order of delivery');
SELECT is(pg_temp.ids(7004), '7002 7003', 'behind an event');
SELECT is(pg_temp.ids(7003), NULL, 'behind the last');
SELECT is(pg_temp.ids(0, 7004), '7001 7004', 'up to an event, and with it');
SELECT is(pg_temp.ids(7004, 7004), NULL, 'nothing between an event and itself');
SELECT is(pg_temp.ids(7003, 7001), NULL, 'nor backwards');
SELECT is(pg_temp.ids(0, 0), NULL, 'nor up to the beginning');
SELECT is(pg_temp.ids(0, p_limit => 1), '7001', 'a page');
SELECT is(pg_temp.ids(7001, p_limit => 2), '7004 7002', 'the next one');
SELECT is(pg_temp.ids(7001, p_topics => '{test.thing.hidden.v1}'), '7002', 'of a topic, behind an event of another');

SELECT is(agora_event.place(7002), 7004::bigint, 'the place of an event is the one before it');
SELECT is(agora_event.place(7001), 0::bigint, 'of the first: the beginning');
SELECT is(agora_event.place(p_time => '-infinity'), 0::bigint, 'of the beginning of time');
SELECT is(agora_event.place(p_time => '2026-01-01 00:03'), 7001::bigint, 'of a time: before the first in order that is not older');
SELECT is(agora_event.place(p_time => 'infinity'), 7003::bigint, 'of a time to come: the end');
SELECT is(concat_ws(' ', pg_temp.ids(0, agora_event.place(7002)), pg_temp.ids(agora_event.place(7002))), pg_temp.ids(0), 'what ends at a place and what begins there is all');

-- The archive comes first, in the order of its ids.
INSERT INTO agora_event.event_archive (event_id, topic, key, payload, principal_id, occurred_at)
VALUES (10, 'test.thing.happened.v1', 'k', '{}', 3, '2025-12-01'), (12, 'test.thing.happened.v1', 'k', '{}', 3, '2025-12-02');
INSERT INTO agora_event.retired_partition (upper_bound, kept, retired_at) VALUES (100, 2, agora.now());
SELECT is(pg_temp.ids(0), '10 12 7001 7004 7002 7003', 'the archive and what follows');
SELECT is(pg_temp.ids(10, 7001), '12 7001', 'across its end');
SELECT is(pg_temp.ids(0, 12, p_limit => 1), '10', 'a page of it');
SELECT is(agora_event.place(12), 11::bigint, 'a place in it need not be an event');
SELECT is(pg_temp.ids(agora_event.place(12), agora_event.place(7004)), '12 7001', 'and can be read from');
SELECT is(agora_event.place(7001), 100::bigint, 'nor the place behind it');
SELECT is(pg_temp.ids(0, agora_event.place(7001)), '10 12', 'it ends the archive');
SELECT is(agora_event.place(p_time => '2025-12-02'), 11::bigint, 'a time in it');

SELECT agora_test.raises($$SELECT agora_event.place()$$, '22023', 'no place');
SELECT agora_test.raises($$SELECT agora_event.place(7999)$$, 'ZE004', 'of an unknown event');
SELECT agora_test.raises(format('SELECT * FROM agora_event.read(%L, %L, %L, %L)', bad.topics, bad.after, bad.upto, bad.lim), bad.code, bad.why)
  FROM (VALUES ('{test.**}', 7999, NULL, 10, 'ZE004', 'behind an unknown event'), ('{Test}', 0, NULL, 10, '22023', 'no topics'),
               ('{test.**}', 0, NULL, 0, '22023', 'no page')) AS bad(topics, after, upto, lim, code, why);

SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.become('bob');
SELECT is(pg_temp.ids(7001), '7004 7003', 'a bound login reads what it may see');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
