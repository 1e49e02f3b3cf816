-- A consumer after a dump and restore: the restored events carry another transaction, and it goes on where it was.
BEGIN;
SELECT plan(8);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
CREATE FUNCTION pg_temp.restored(p_origin integer, p_event_id bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, payload, principal_id, occurred_at)
    VALUES (p_event_id, '50', p_origin::text::xid8, 'test.thing.happened.v1', '{}', 3, agora.now())
$$;
CREATE FUNCTION pg_temp.polled(p_consumer text) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll(p_consumer) AS p);
-- Written in the order 1, 3, 2, 4 by transactions 900 to 903; all restored by transaction 50.
SELECT pg_temp.restored(900, 8001), pg_temp.restored(901, 8003), pg_temp.restored(902, 8002), pg_temp.restored(903, 8004);

CREATE FUNCTION pg_temp.consumer_at(p_name text, p_xid integer, p_event bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO agora_event.consumer (consumer, topics, owner_id, position_xid, position_event, created_at)
    VALUES (p_name, '{test.**}', 1, p_xid::text::xid8, p_event, agora.now())
$$;
SELECT pg_temp.consumer_at('fresh', 0, 0), pg_temp.consumer_at('first', 900, 8001), pg_temp.consumer_at('second', 901, 8003),
       pg_temp.consumer_at('third', 902, 8002), pg_temp.consumer_at('done', 903, 8004);

SELECT is(pg_temp.polled('fresh'), '8001 8002 8003 8004', 'nothing acknowledged: everything');
SELECT is(pg_temp.polled('first'), '8002 8003 8004', 'the first acknowledged: the rest');
SELECT is(pg_temp.polled('second'), '8002 8003 8004', 'out of order: one again rather than one too few');
SELECT is(pg_temp.polled('third'), '8004', 'three acknowledged: the last');
SELECT is(pg_temp.polled('done'), NULL, 'all acknowledged: nothing');
SELECT agora_event.ack('third', 8004);
SELECT is(pg_temp.polled('third'), NULL, 'and it goes on');

-- Two partitions restored by two transactions, the later one first; and a consumer whose position is of a first restore.
INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, payload, principal_id, occurred_at)
VALUES (8005, '40', '904', 'test.other.happened.v1', '{}', 3, agora.now()), (8006, '40', '905', 'test.other.happened.v1', '{}', 3, agora.now());
INSERT INTO agora_event.consumer (consumer, topics, owner_id, position_xid, position_event, created_at)
VALUES ('late', '{test.other.**}', 1, '902', 8002, agora.now()), ('twice', '{test.**}', 1, '70', 8003, agora.now());
SELECT is(pg_temp.polled('late'), '8005 8006', 'what was restored first is not skipped');
SELECT is(pg_temp.polled('twice'), '8005 8006 8001 8002 8003 8004', 'after a second restore everything from the first unacknowledged id on');

SELECT * FROM finish();
ROLLBACK;
