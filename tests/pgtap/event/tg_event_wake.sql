-- The throttle: at most one wake-up per event.notify_interval_ms, by a clock that all sessions share.
BEGIN;
SELECT plan(16);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
CREATE FUNCTION pg_temp.slot() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT s.last_value FROM agora_event.notify_slot AS s';
CREATE FUNCTION pg_temp.ms(p_at timestamptz) RETURNS bigint LANGUAGE sql RETURN extract(epoch FROM p_at) * 1000;
-- Publishes, and commits at a moment as far as triggers notice; answers whether that woke the listeners: whether it set the shared clock.
CREATE FUNCTION pg_temp.wakes(p_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_before  bigint := pg_temp.slot();
BEGIN
    PERFORM agora_event.publish('test.thing.happened.v1', NULL, '{}');
    PERFORM agora_test.at(p_at);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    RETURN pg_temp.slot() <> v_before;
END $$;

SELECT is(agora.setting('event.notify_mode'), 'throttled', 'throttled, unless said otherwise');
CREATE TEMPORARY TABLE before AS SELECT pg_temp.slot() AS slot;
SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}');
SELECT is(pg_temp.slot(), (SELECT b.slot FROM before AS b), 'nothing is decided before the commit');
SELECT ok(pg_temp.wakes('2100-01-01 00:00:00+00'), 'the first');
SELECT is(pg_temp.slot(), pg_temp.ms('2100-01-01 00:00:00.010+00'), 'takes the interval');
SELECT ok(NOT pg_temp.wakes('2100-01-01 00:00:00.009+00'), 'not again before it is over');
SELECT ok(pg_temp.wakes('2100-01-01 00:00:00.010+00'), 'after exactly the interval');
SELECT agora.set_setting('event.notify_interval_ms', '1000', 'a test');
SELECT ok(pg_temp.wakes('2100-01-01 00:00:01+00'), 'another interval');
SELECT ok(NOT pg_temp.wakes('2100-01-01 00:00:01.999+00'), 'holds from the next wake-up on');
SELECT ok(pg_temp.wakes('2100-01-01 00:00:02+00'), 'to the millisecond');
SELECT ok(NOT pg_temp.wakes('2100-01-01 00:00:02.999+00'), 'once only');
SELECT ok(NOT pg_temp.wakes('2099-12-31 23:59:53+00'), 'as far ahead as the longest interval');
SELECT ok(pg_temp.wakes('2099-12-31 23:59:52.999+00'), 'further: a clock that was set back silences nobody');
SELECT agora.set_setting('event.notify_mode', 'off', 'a test');
SELECT ok(NOT pg_temp.wakes('2100-06-01 00:00:00+00'), 'off: never');
SELECT agora.set_setting('event.notify_mode', 'inline', 'a test');
SELECT ok(pg_temp.wakes('2100-06-01 00:00:00+00'), 'inline: always');
SELECT is(pg_temp.slot(), pg_temp.ms('2100-06-01 00:00:00+00'), 'and takes no time');
SELECT ok(pg_temp.wakes('2100-06-01 00:00:00.001+00'), 'whatever the interval');

SELECT * FROM finish();
ROLLBACK;
