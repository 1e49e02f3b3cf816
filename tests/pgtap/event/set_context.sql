-- Why a session acts: beside every event that it causes, whoever writes it.
BEGIN;
SELECT plan(21);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
CREATE FUNCTION pg_temp.last() RETURNS text LANGUAGE sql
RETURN (SELECT format('%s|%s|%s', e.correlation_id, e.causation_id, e.trace_parent) FROM agora_event.event AS e ORDER BY e.event_id DESC LIMIT 1);
CREATE FUNCTION pg_temp.pay(p_key text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_ledger.mint(agora_ledger.wallet_of(3), 1, 'a test', p_key => p_key);
    RETURN pg_temp.last();
END;
$$;
CREATE TEMP TABLE cause AS SELECT agora_event.publish('test.thing.happened.v1', 'k', '{}') AS id;

SELECT is(pg_temp.pay('1'), '||', 'nothing said, nothing written');
SELECT agora_event.set_context('6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10', (SELECT c.id FROM cause AS c), '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
SELECT is(pg_temp.pay('2'), format('6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10|%s|00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', (SELECT c.id FROM cause AS c)), 'a transfer carries all of it');
SELECT lives_ok($$SELECT agora_event.publish('test.thing.happened.v1', 'k', '{}', '00000000-0000-0000-0000-000000000001', p_trace_parent => '00-00000000000000000000000000000001-0000000000000001-00')$$, 'one that says itself');
SELECT is(pg_temp.last(), format('00000000-0000-0000-0000-000000000001|%s|00-00000000000000000000000000000001-0000000000000001-00', (SELECT c.id FROM cause AS c)), 'goes first, field by field');
SELECT agora_event.set_context(p_trace_parent => '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
SELECT is(pg_temp.pay('3'), '||00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'said anew, only that');
SELECT agora_event.set_context();
SELECT is(pg_temp.pay('4'), '||', 'ended');

SAVEPOINT s;
SELECT agora_event.set_context('6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10');
ROLLBACK TO s;
SELECT is(pg_temp.pay('5'), '||', 'it ends with its transaction');
SELECT agora_event.set_context('6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10', p_is_local => false);
SELECT is(pg_temp.pay('6'), '6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10||', 'or with the session');
SELECT agora_event.set_context(p_is_local => false);

-- Past the function: a bad setting is one that says nothing, and no transfer fails for it.
CREATE FUNCTION pg_temp.pay_with(p_setting text, p_value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_found text;
BEGIN
    PERFORM set_config('agora.' || p_setting, p_value, true);
    v_found := pg_temp.pay(p_setting || p_value);
    PERFORM set_config('agora.' || p_setting, '', true);
    RETURN v_found;
END;
$$;
SELECT is(pg_temp.pay_with(bad.setting, bad.value), '||', format('%s: %s', bad.setting, bad.value))
  FROM (VALUES ('traceparent', 'nonsense'), ('traceparent', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'), ('causation_id', '-1'), ('causation_id', '999999999999999999'),
               ('causation_id', '99999999999999999999999'), ('correlation_id', 'x'' OR 1')) AS bad(setting, value);

SELECT agora_test.raises($$SELECT agora_event.set_context(p_causation_id => 999999)$$, 'ZE004', 'no such cause');
SELECT agora_test.raises($$SELECT agora_event.set_context(p_trace_parent => '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01')$$, '22023', 'no trace: capitals');
SELECT agora_test.raises($$SELECT agora_event.set_context(p_trace_parent => 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')$$, '22023', 'no trace: version ff');
SELECT agora_test.raises($$SELECT agora_event.set_context(p_actor => 999999)$$, 'ZA001', 'nobody');
SELECT is(pg_temp.pay('7'), '||', 'what was refused was not set');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT throws_ok('SELECT agora_event.set_context()', '42501', NULL, 'a mere reader does not act');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.pay('8'), '||', 'the end');
SELECT * FROM finish();
ROLLBACK;
