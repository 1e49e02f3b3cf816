-- A time is found by the index on time, whatever the age of what is before or behind it.
BEGIN;
SELECT plan(3);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, payload, principal_id, occurred_at)
SELECT n, '100', '100', 'test.thing.happened.v1', '{}', 3, '2026-01-01'::timestamptz + n * interval '1 second' FROM generate_series(1, 50000) AS n;
ANALYZE agora_event.event_p0;
CREATE FUNCTION pg_temp.plan_of(p_time timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_plan jsonb;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT json) SELECT * FROM agora_event._first_since(%L)', p_time) INTO v_plan;
    RETURN v_plan::text;
END;
$$;
SELECT matches(pg_temp.plan_of('2026-01-01 13:50'), 'event_p0_occurred_at_ix', 'a time near the end');
SELECT doesnt_match(pg_temp.plan_of('2026-01-01 00:01'), 'event_p0_xid_ix', 'a time near the beginning is not walked to in the order of delivery');
SELECT results_eq($$SELECT f.event_id FROM agora_event._first_since('2026-01-01 13:50') AS f$$, ARRAY[49800::bigint], 'and found');
SELECT * FROM finish();
ROLLBACK;
