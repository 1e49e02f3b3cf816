-- Measured operations: percentiles by the floor rule, reputation with a prior, objectives; nobody writes their own.
BEGIN;
SELECT plan(48);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'runner']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('carol', 'agora_service', true);
CREATE FUNCTION pg_temp.ran(p_key text, p_success boolean DEFAULT true, p_ms numeric DEFAULT 50, p_agent text DEFAULT 'alice') RETURNS numeric
LANGUAGE sql AS $$ SELECT agora_work.record_operation(agora_test.id(p_agent), 'test', p_success, p_ms, p_key, agora_test.id('runner')) $$;

-- The vectors
SELECT is(agora_work.floor_percentile(ARRAY(SELECT n::numeric FROM generate_series(0, 99) AS n), 0.99), 99::numeric, 'p99 of 0 to 99');
SELECT is(agora_work.floor_percentile(array_fill(50::numeric, ARRAY[99]) || 150::numeric, 0.99), 150::numeric, 'p99 of 99 × 50 and 150');
SELECT is(agora_work.floor_percentile(array_fill(50::numeric, ARRAY[199]) || 150::numeric, 0.99), 50::numeric, 'of 200 one is below the mark');
SELECT is(agora_work.floor_percentile('{3,1,NULL,2}', 0.5), 2::numeric, 'what is not known is left out');
SELECT is(agora_work.floor_percentile('{}', 0.99), NULL, 'of nothing');
SELECT is(agora_work.floor_percentile('{7}', 0.99), 7::numeric, 'of one');
SELECT is(agora_work.sorted_percentile('{1,2,3}', 0.5), 2::numeric, 'of what is sorted');
SET LOCAL ROLE agora_reader;
SELECT is(agora_work.floor_percentile('{3,1,2}', 0.99), 3::numeric, 'for every reader');
RESET ROLE;
SELECT is(agora_work.measured_reputation(0.80, 0.99, 50, 100), 0.5600, 'success .80 against .99');
SELECT is(agora_work.measured_reputation(1, 0.99, 200, 100), 0.80, 'p99 200 against 100');
SELECT is(agora_work.measured_reputation(1, 0.99, 100, 100), 1.00, 'at the mark');
SELECT is(agora_work.measured_reputation(1, 0.99, NULL, 100), 1.00, 'latency that is not known');
SELECT is(agora_work.measured_reputation(0.90, 0.94, 50, 100), 0.8280, 'a small shortfall counts twice');
SELECT is(agora_work.measured_reputation(0, 0.99, 9999, 100), 0.00, 'nothing works');

-- From samples
SELECT is(pg_temp.ran('1'), 0.727273, 'one success: (10 × .70 + 1) ÷ 11');
SELECT is(pg_temp.ran('1'), 0.727273, 'the same key answers as before');
SELECT is((SELECT s.samples FROM agora_work.agent_standing AS s WHERE s.name = 'alice'), 1::bigint, 'and is no second sample');
SELECT agora_test.raises($$SELECT pg_temp.ran('1', false)$$, 'ZA003', 'other facts under it are refused');
SELECT pg_temp.ran(format('n%s', n)) FROM generate_series(2, 90) AS n;
SELECT is((s.samples, s.success_rate, s.p50_ms, s.p99_ms, s.reputation, s.tier)::text, '(90,1.000000,50,50,0.970000,excellent)', 'ninety: (7 + 90) ÷ 100') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT is(pg_temp.ran('slow', true, 3000), round((7 + 91 * 0.8) / 101, 6), 'one far too slow: of up to 100 the greatest is the 99th percentile');
SELECT ok(s.is_breached, 'the objective is missed') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT pg_temp.ran(format('s%s', n), true, 3000) FROM generate_series(1, 4) AS n;
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.objective.missed.v1'), 1::bigint, 'which is told once, however often it is looked at');
SELECT is((SELECT count(*) FROM agora_work.witness_entry AS w WHERE w.event = 'objective.missed'), 1::bigint, 'and written down once');
SELECT agora.set_setting('work.slo_window', '10', 'a test');
SELECT agora.set_setting('work.reputation_window', '10', 'a test');
SELECT pg_temp.ran(format('f%s', n)) FROM generate_series(1, 10) AS n;
SELECT is((s.is_breached, s.p99_ms, s.reputation)::text, '(f,50,0.850000)', 'what left the window counts no more: (7 + 10) ÷ 20') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.objective.met.v1'), 1::bigint, 'that it is met again is told');
SELECT pg_temp.ran(format('b%s', n), false, NULL, 'bob') FROM generate_series(1, 9) AS n;
SELECT is((s.is_breached, s.p99_ms)::text, '(f,)', 'nine samples say nothing yet; failures without latency have no percentile') FROM agora_work.agent_standing AS s WHERE s.name = 'bob';
SELECT pg_temp.ran('b10', false, NULL, 'bob');
SELECT is((s.is_breached, s.reputation, s.tier)::text, '(t,0.350000,poor)', 'ten do, and an agent whose all fails is not taken for a quick one') FROM agora_work.agent_standing AS s WHERE s.name = 'bob';
SELECT is_empty('SELECT * FROM agora_work._probe_measures()', 'measures count their samples');

-- The log of the core
SELECT is((SELECT r.reputation FROM agora.reputation AS r WHERE r.principal_id = agora_test.id('bob') AND r.dimension = 'measured'), 0.35, 'the log comes to what is measured');
SELECT cmp_ok((SELECT count(*) FROM agora.reputation_event AS e WHERE e.principal_id = agora_test.id('alice')), '<', s.samples, 'with an event for each step, not for each sample') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT is((SELECT count(*) FROM agora.reputation_event AS e WHERE e.recorded_by = e.principal_id), 0::bigint, 'nobody wrote their own');
SELECT cmp_ok(abs(agora.reputation(agora_test.id('alice'), 'measured') - s.reputation), '<', 0.01, 'it is less than a step off') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT is((SELECT (e.subject ->> 'reputation')::numeric FROM agora.reputation_event AS e WHERE e.principal_id = agora_test.id('bob') ORDER BY e.reputation_event_id DESC LIMIT 1), 0.35, 'and says what it comes to');
SELECT agora_test.advance('100 days');
SELECT is(agora.reputation(agora_test.id('alice'), 'measured'), 0.5, 'who is away falls back');
SELECT pg_temp.ran('back'), pg_temp.ran('back2', false);
SELECT cmp_ok(abs(agora.reputation(agora_test.id('alice'), 'measured') - s.reputation), '<', 0.01, 'and is where it is measured as soon as it is back') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT agora.set_setting('work.reputation_step', '0', 'a test');
SELECT pg_temp.ran('exact');
SELECT is(agora.reputation(agora_test.id('alice'), 'measured'), s.reputation::numeric, 'without a step to the last digit') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT is_empty('SELECT * FROM agora_work._probe_measures()', 'measures and log agree');
SELECT agora.record_reputation(agora_test.id('bob'), 'measured', 0.5, 'forged', p_key => 'forged');
SELECT is((SELECT count(*) FROM agora_work._probe_measures()), 1::bigint, 'an event of another origin is found');

-- Who may not
SELECT agora_test.raises($$SELECT agora_work.record_operation(agora_test.id('alice'), 'test', true, 1, 'x', agora_test.id('alice'))$$, '22023', 'oneself');
SELECT agora_test.raises($$SELECT agora_work.record_operation(1, 'test', true, 1, 'x')$$, '22023', 'the system');
SELECT agora_test.raises($$SELECT agora_work.record_operation(999999, 'test', true, 1, 'x')$$, 'ZA001', 'nobody');
SELECT agora_test.raises($$SELECT agora_work.record_operation(agora_test.id('alice'), 'test', NULL, 1, 'x')$$, '22023', 'neither worked nor failed');
SELECT agora_test.raises($$SELECT agora_work.record_operation(agora_test.id('alice'), '', true, 1, 'x')$$, '22023', 'no operation');
SELECT agora_test.raises($$SELECT agora_work.record_operation(agora_test.id('alice'), 'test', true, -1, 'x')$$, '22023', 'a negative time');
SELECT agora_test.raises($$SELECT agora_work.record_operation(agora_test.id('alice'), 'test', true, 'NaN', 'x')$$, '22023', 'no number');
SELECT agora_test.raises($$SELECT agora_work.record_operation(agora_test.id('alice'), 'test', true, 1)$$, '22023', 'no key');
SELECT agora_test.become('carol');
SELECT agora_test.raises($$SELECT agora_work.record_operation(agora_test.id('alice'), 'test', false, 1, 'x')$$, '42501', 'a bound login measures nobody, also no rival');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$UPDATE agora_work.operation SET is_success = true$$, 'ZA010', 'a sample is not changed');

SELECT * FROM finish();
ROLLBACK;
