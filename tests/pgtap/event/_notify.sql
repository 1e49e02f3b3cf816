-- The throttle: at most one wake-up per event.notify_interval_ms, by a clock that all sessions share.
BEGIN;
SELECT plan(12);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
-- Publishes at a moment; answers whether that woke the listeners: whether it set the shared clock.
CREATE FUNCTION pg_temp.wakes(p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_before  bigint := (SELECT s.last_value FROM agora_event.notify_slot AS s);
BEGIN
    PERFORM agora_test.at(p_at);
    PERFORM agora_event.publish('test.thing.happened.v1', NULL, '{}');
    RETURN (SELECT s.last_value <> v_before FROM agora_event.notify_slot AS s);
END $$;

SELECT is(agora.setting('event.notify_mode'), 'throttled', 'throttled, unless said otherwise');
SELECT ok(pg_temp.wakes('2100-01-01 00:00:00+00'), 'the first');
SELECT is((SELECT s.last_value FROM agora_event.notify_slot AS s), (extract(epoch FROM '2100-01-01 00:00:00+00'::timestamptz) * 1000)::bigint, 'sets the shared clock');
SELECT ok(NOT pg_temp.wakes('2100-01-01 00:00:00.009+00'), 'not again before the interval is over');
SELECT ok(pg_temp.wakes('2100-01-01 00:00:00.010+00'), 'after exactly the interval');
SELECT ok(NOT pg_temp.wakes('2099-12-31 23:59:00.010+00'), 'a statement that waited for a minute');
SELECT ok(pg_temp.wakes('2099-12-31 23:59:00.009+00'), 'a clock that was set back silences nobody');
SELECT agora.set_setting('event.notify_interval_ms', '1000', 'a test');
SELECT ok(NOT pg_temp.wakes('2099-12-31 23:59:01.008+00'), 'event.notify_interval_ms is the interval');
SELECT ok(pg_temp.wakes('2099-12-31 23:59:01.009+00'), 'to the millisecond');
SELECT agora.set_setting('event.notify_mode', 'off', 'a test');
SELECT ok(NOT pg_temp.wakes('2100-06-01 00:00:00+00'), 'off: never');
SELECT agora.set_setting('event.notify_mode', 'inline', 'a test');
SELECT ok(pg_temp.wakes('2100-06-01 00:00:00+00'), 'inline: always');
SELECT ok(pg_temp.wakes('2100-06-01 00:00:00.001+00'), 'whatever the interval');

SELECT * FROM finish();
ROLLBACK;
