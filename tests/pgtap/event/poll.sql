-- poll and ack of one consumer. A transaction does not see what it has not committed, so the events here are written as if an
-- earlier one had: through the partition, with the identity of the transaction replaced.
BEGIN;
SELECT plan(36);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT agora_event.create_topic('test.thing.ended.v1', 'A test.');
SELECT agora_event.create_consumer('c', '{test.thing.happened.v1}', 'beginning');
SELECT agora_event.create_consumer('all', '{test.**}', 'beginning');

-- The transaction of a row is a function of the row here, and no trigger guards it.
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
CREATE FUNCTION pg_temp.write(p_xid integer, p_event_id bigint, p_topic text DEFAULT 'happened') RETURNS void LANGUAGE sql AS $$
    INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, payload, principal_id, occurred_at)
    VALUES (p_event_id, p_xid::text::xid8, p_xid::text::xid8, format('test.thing.%s.v1', p_topic), '{}', 3, agora.now())
$$;
CREATE FUNCTION pg_temp.polled(p_consumer text, p_limit integer DEFAULT 100) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll(p_consumer, p_limit) AS p);

SELECT is(pg_temp.polled('c'), NULL, 'nothing yet');
SELECT pg_temp.write(100, 7001);
SELECT pg_temp.write(100, 7004);
SELECT pg_temp.write(101, 7002);
SELECT pg_temp.write(101, 7003, 'ended');
SELECT is(pg_temp.polled('c'), '7001 7004 7002', 'in order of (xid, event_id), its topics only');
SELECT is(pg_temp.polled('all'), '7001 7004 7002 7003', 'another consumer has its own');
SELECT is(pg_temp.polled('c', 2), '7001 7004', 'no more than the limit');
SELECT is(pg_temp.polled('c', 2), '7001 7004', 'not acknowledged: delivered again');
SELECT ok(agora_event.ack('c', 7004), 'acknowledged');
SELECT is(pg_temp.polled('c'), '7002', 'with all before it');
SELECT ok(NOT agora_event.ack('c', 7004), 'acknowledged before');
SELECT ok(NOT agora_event.ack('c', 7001), 'an earlier one changes nothing');
SELECT is(pg_temp.polled('c'), '7002', 'the position does not go back');
SELECT agora_test.raises($$SELECT agora_event.ack('c', 7003)$$, 'ZE004', 'an event of another topic');
SELECT agora_test.raises($$SELECT agora_event.ack('c', 999999999)$$, 'ZE004', 'an unknown event');
SELECT agora_test.raises($$SELECT agora_event.ack('c', NULL)$$, 'ZE004', 'no event');
SELECT ok(agora_event.ack('c', 7002), 'the last one');
SELECT is(pg_temp.polled('c'), NULL, 'nothing left');
SELECT is((SELECT c.acknowledged_at FROM agora_event.consumer AS c WHERE c.consumer = 'c'), '2026-01-01'::timestamptz, 'when it last acknowledged');

SELECT agora_event.create_consumer('late', '{test.**}', 'end');
SELECT is(pg_temp.polled('late'), NULL, 'from the end: nothing of what was');
SELECT pg_temp.write(102, 7000);
SELECT is(pg_temp.polled('late'), '7000', 'but what comes, whatever its id');
SELECT is(pg_temp.polled('c'), '7000', 'nothing is skipped because its id is small');
SELECT results_eq($$SELECT l.consumer, l.events_behind FROM agora_event.consumer_lag AS l WHERE l.consumer IN ('all', 'c', 'late') ORDER BY l.consumer$$,
                  $$VALUES ('all', 5::bigint), ('c', 1), ('late', 1)$$, 'consumer_lag counts');

-- What this transaction writes is above the horizon.
SELECT ok(agora_event.ack('c', 7000), 'up to date');
SELECT lives_ok(format('SELECT pg_temp.write(%s, 7005)', pg_current_xact_id()), 'an event of this transaction');
SELECT is(pg_temp.polled('c'), NULL, 'is not delivered before the commit');
SELECT agora_test.raises($$SELECT agora_event.ack('c', 7005)$$, 'ZE004', 'and cannot be acknowledged');

SELECT agora_test.raises($$SELECT agora_event.poll('none')$$, 'ZE002', 'an unknown consumer');
SELECT agora_test.raises($$SELECT agora_event.poll(NULL)$$, 'ZE002', 'no consumer');
SELECT agora_test.raises($$SELECT agora_event.poll('c', 0)$$, '22023', 'a limit of nothing');
SELECT agora_test.raises($$SELECT agora_event.poll('c', 100001)$$, '22023', 'too large a limit');
SELECT agora_test.raises($$SELECT agora_event.poll('c', NULL)$$, '22023', 'no limit');
SELECT agora_test.raises($$SELECT agora_event.ack('none', 7001)$$, 'ZE002', 'acknowledging for an unknown consumer');

-- A session keeps the plans that it made while there were few events.
CREATE FUNCTION pg_temp.scans() RETURNS bigint LANGUAGE sql
RETURN (SELECT sum(t.seq_scan) FROM pg_stat_xact_user_tables AS t
         WHERE t.relid IN ('agora_event.event_p0'::regclass, 'agora_event.event_default'::regclass));
ANALYZE agora_event.event_p0, agora_event.event_default;
CREATE TEMP TABLE before AS SELECT pg_temp.scans() AS scans;
SELECT pg_temp.polled('all', 1), agora_event.ack('all', 7001), agora_event.seek('all', 'beginning'), count(*)
  FROM generate_series(1, 10), agora_event.read('{test.**}', 7001);
SELECT is(pg_temp.scans(), (SELECT b.scans FROM before AS b), 'polling, acknowledging, seeking and reading read no partition from end to end');

-- Another's consumer is unknown to a bound login.
SELECT agora_event.create_topic('test.thing.hidden.v1', 'A test.', NULL, false);
SELECT pg_temp.write(103, 7006, 'hidden');
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.become('bob');
SELECT agora_test.raises($$SELECT agora_event.poll('all')$$, 'ZE002', 'bound: not another''s');
SELECT agora_test.raises($$SELECT agora_event.drop_consumer('all')$$, 'ZE002', 'bound: nor dropped');
SELECT is_empty('SELECT * FROM agora_event.consumer_lag', 'bound: nor seen');
SELECT agora_event.create_consumer('bobs', '{test.**}', 'beginning');
SELECT is(pg_temp.polled('bobs'), '7001 7004 7002 7003 7000', 'bound: its own consumer is given shared topics');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.polled('bobs'), '7001 7004 7002 7003 7000 7006', 'system is given all');

SELECT * FROM finish();
ROLLBACK;
