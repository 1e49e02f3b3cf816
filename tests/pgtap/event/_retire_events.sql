-- Retention: a partition ends when all in it is old and every consumer is past it; what is kept for ever stays readable.
BEGIN;
SELECT plan(48);
SET CONSTRAINTS ALL IMMEDIATE; -- a partition is not taken away while a trigger is still to fire
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.', '1 day');
SELECT agora_event.create_topic('test.thing.kept.v1', 'A test.');
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
CREATE FUNCTION pg_temp.write(p_event_id bigint, p_topic text, p_key text DEFAULT 'k', p_xid integer DEFAULT 100) RETURNS void LANGUAGE sql AS $$
    INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, key, payload, principal_id, occurred_at)
    VALUES (p_event_id, p_xid::text::xid8, p_xid::text::xid8, format('test.thing.%s.v1', p_topic), p_key, jsonb_build_object('n', p_event_id), 3, agora.now())
$$;
CREATE FUNCTION pg_temp.polled(p_consumer text, p_limit integer DEFAULT 100) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll(p_consumer, p_limit) AS p);
CREATE FUNCTION pg_temp.read() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.event_id::text, ' ' ORDER BY p.event_id) FROM agora_event.published AS p WHERE p.topic LIKE 'test.%');
-- Small partitions: p0 ends at 8000, p1 at 9000.
SELECT agora_event.create_consumer('slow', '{test.**}', 'beginning');
ALTER TABLE agora_event.event DETACH PARTITION agora_event.event_p0;
ALTER TABLE agora_event.event ATTACH PARTITION agora_event.event_p0 FOR VALUES FROM (MINVALUE) TO (8000);
SELECT agora._add_partition('agora_event.event', 1, 8000, 9000);
SELECT pg_temp.write(7001, 'kept'), pg_temp.write(7002, 'happened'), pg_temp.write(7003, 'kept', 'a'), pg_temp.write(7004, 'kept', 'd');

SELECT setval('agora_event.event_id_seq', 7004); -- not undone by a rollback, like those below
SELECT agora_test.advance('2 days');
SELECT is(agora_event._retire_events(100), 0::bigint, 'a partition that is written to stays, however old its events');
SELECT pg_temp.write(8001, 'happened', 'k', 101), pg_temp.write(8002, 'kept', 'k', 101);
SELECT setval('agora_event.event_id_seq', 8002);
SELECT is(agora_event._retire_events(2), 2::bigint, 'what is kept for ever is copied, no more at a time than asked');
SELECT is(pg_temp.read(), '7001 7002 7003 7004 8001 8002', 'and not read twice');
SELECT is(agora_event._retire_events(2), 1::bigint, 'the rest of it');
SELECT is(agora_event._retire_events(2), 0::bigint, 'it does not end before every consumer is past it');
SELECT is(pg_temp.polled('slow'), '7001 7002 7003 7004 8001 8002', 'one that was away for days misses nothing');
SELECT ok(agora_event.ack('slow', 7004), 'it comes up to its last event');
SELECT is(agora_event._retire_events(2), 0::bigint, 'its position still is in it');
SELECT ok(agora_event.ack('slow', 8001), 'now it is past it');
SELECT is(agora_event._retire_events(2), 4::bigint, 'its time is over');
SELECT is_empty('SELECT e.event_id FROM agora_event.event_p0 AS e', 'the partition is empty');
SELECT is(pg_temp.read(), '7001 7003 7004 8001 8002', 'what is kept for ever is readable');
SELECT is(agora_event._retire_events(2), 0::bigint, 'the next one is written to');
SELECT is(pg_temp.polled('slow'), '8002', 'a consumer goes on where it was');

-- Reading from the archive.
SELECT agora_event.create_consumer('new', '{test.**}', 'beginning');
SELECT is(pg_temp.polled('new'), '7001 7003 7004 8001 8002', 'from the beginning: the archive first');
SELECT is((SELECT l.events_behind FROM agora_event.consumer_lag AS l WHERE l.consumer = 'new'), 5::bigint, 'counted');
SELECT is(pg_temp.polled('new', 2), '7001 7003', 'no more than asked');
SELECT ok(agora_event.ack('new', 7003), 'acknowledged');
SELECT is(pg_temp.polled('new'), '7004 8001 8002', 'and goes on from there');
SELECT isnt(agora_event.park('new', 7004, 'poison'), NULL, 'put aside');
SELECT is((SELECT p.payload FROM agora_event.parked_event AS p WHERE p.consumer = 'new'), '{"n": 7004}', 'with its payload');
SELECT is(pg_temp.polled('new'), '8001 8002', 'into the partitions');
SELECT ok(agora_event.ack('new', 8002), 'to the end');
SELECT is(pg_temp.polled('new'), NULL, 'nothing left');
SELECT agora_event.seek('new', p_event_id => 7003);
SELECT is(pg_temp.polled('new'), '7003 7004 8001 8002', 'back to an archived event');
SELECT agora_event.seek('new', p_event_id => 8001);
SELECT is(pg_temp.polled('new'), '8001 8002', 'to the first that is not');
SELECT agora_event.seek('new', p_time => '2026-01-01');
SELECT is(pg_temp.polled('new'), '7001 7003 7004 8001 8002', 'back to a time');
SELECT agora_test.raises($$SELECT agora_event.seek('new', p_event_id => 7002)$$, 'ZE004', 'what is past its retention is gone');
SELECT agora_event.retry('new', 7003, 'boom');
SELECT agora_test.advance('1 second');
SELECT is(pg_temp.polled('new'), '7003 7004 8001 8002', 'a retry in the archive');
SELECT results_eq($$SELECT h.event_id FROM agora_event._history('{test.thing.kept.v1}', 7003, 8002) AS h ORDER BY 1$$, $$VALUES (7003::bigint), (7004), (8002)$$, 'projections read both');
-- Shares in the archive: a is in 2, d in 0, k in 1 of 4.
SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 4);
CREATE TEMP TABLE w AS SELECT agora_event.join_consumer('group', 'w') AS epoch;
SELECT is((SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll('group', 2, 'w', (SELECT w.epoch FROM w)) AS p), '7001 7003', 'workers read it, too');
SELECT ok(agora_event.ack('group', 7003, 'w', (SELECT w.epoch FROM w)), 'acknowledge in it');
SELECT is((SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll('group', 9, 'w', (SELECT w.epoch FROM w)) AS p), '7004 8001 8002', 'and leave it');

SELECT agora_test.raises('UPDATE agora_event.event_archive SET payload = NULL', 'ZA010', 'the archive is not changed');
SELECT agora_test.raises('TRUNCATE agora_event.event_p0', 'ZA010', 'and the emptied partition is guarded as before');

-- set_retention: by topic and by class.
SELECT is(agora_event.set_retention('test.thing.kept.v1', '1 hour'), 1::bigint, 'one topic');
SELECT cmp_ok(agora_event.set_retention('memory.**', '90 days'), '>', 1::bigint, 'a class of topics');
SELECT set_eq($$SELECT t.retention FROM agora_event.registered_topic AS t WHERE t.topic LIKE 'memory.%'$$, $$VALUES (interval '90 days')$$, 'is in force');
SELECT agora_test.raises($$SELECT agora_event.set_retention('ledger.**', '1 day')$$, 'ZE001', 'the ledger''s are kept for ever');
SELECT agora_test.raises($$SELECT agora_event.set_retention('test.**', '0')$$, '22023', 'not for no time');
SELECT agora_test.raises($$SELECT agora_event.set_retention(NULL, '1 day')$$, '22023', 'of no topic');
SELECT agora_test.raises($$SELECT agora_event.set_retention('test.(', '1 day')$$, '22023', 'of no pattern');

-- Any other partition than the pattern is dropped.
SELECT agora_event.drop_consumer(c.name) FROM unnest('{slow,new,group}'::text[]) AS c(name);
SELECT agora._add_partition('agora_event.event', 2, 9000, 10000);
SELECT agora_test.advance('91 days');
SELECT pg_temp.write(9001, 'happened', 'k', 102);
SELECT setval('agora_event.event_id_seq', 9001);
SELECT is(agora_event._retire_events(100), 1::bigint, 'nothing of it is kept');
SELECT is(to_regclass('agora_event.event_p1'), NULL, 'it is gone');
SELECT is(pg_temp.read(), '7001 7003 7004 9001', 'what was archived before stays');


-- What landed in the default partition, because nobody ticked, stays there, and is given once.
SELECT agora._add_partition('agora_event.event', 4, 11000, 12000);
SELECT agora_event.create_topic('test.thing.lasting.v1', 'A test.');
SELECT pg_temp.write(10001, 'lasting', 'k', 103), pg_temp.write(11001, 'lasting', 'k', 104);
SELECT agora_test.advance('91 days');
SELECT pg_temp.write(12001, 'lasting', 'k', 105);
SELECT setval('agora_event.event_id_seq', 12001);
SELECT cmp_ok((SELECT sum(agora_event._retire_events(100)) FROM generate_series(1, 10)), '>', 0::numeric, 'the partition behind it ends');
SELECT is_empty('SELECT e.event_id FROM agora_event.event AS e WHERE e.event_id >= 11000 AND e.event_id < 12000', 'all of it');
SELECT is((SELECT string_agg(r.event_id::text, ' ' ORDER BY r.event_id) FROM agora_event.read('{test.**}') AS r WHERE r.event_id > 10000), '10001 11001 12001', 'nothing twice');
SELECT * FROM finish();
ROLLBACK;
