-- Contracts: objectives and limits of an agent; a later one ends the one before.
BEGIN;
SELECT plan(36);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'runner']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.grant_capability(agora_test.id('alice'), 'code:go', 2, 'a test');
CREATE FUNCTION pg_temp.ran(p_key text, p_ms numeric) RETURNS numeric LANGUAGE sql AS $$
    SELECT agora_work.record_operation(agora_test.id('alice'), 'test', true, p_ms, p_key, agora_test.id('runner')) $$;

SELECT is(agora_work.limits_for(agora_test.id('alice')) ->> 'memory_mb', '128', 'without a contract nobody is trusted with much');
SELECT agora_test.raises($$SELECT agora_work.limits_for(999999)$$, 'ZA001', 'limits of nobody');
CREATE TEMP TABLE made AS SELECT agora_work.agree_contract(agora_test.id('alice')) AS contract_id;
SELECT is((c.contract_id, c.tier, c.p99_ms, c.success_rate, c.valid_until, c.is_valid)::text, (m.contract_id, 'standard', 1000::numeric, 0.95::numeric, 'infinity'::timestamptz, true)::text, 'what is not said is as usual')
  FROM agora_work.agreed_contract AS c, made AS m;
SELECT is(agora_work.limits_for(agora_test.id('alice')), '{"memory_mb": 256, "cpu_percent": 25, "exec_seconds": 300, "open_files": 256, "calls_per_second": 10}', 'its limits');
SELECT is(agora_work.agree_contract(agora_test.id('alice')), (SELECT m.contract_id FROM made AS m), 'the same terms are the same contract');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.contract.agreed.v1'), 1::bigint, 'told once');
SELECT is((agora.take_token(agora_work.agent_breaker(agora_test.id('alice')), 10)).granted, true, 'as many calls a second as agreed');
SELECT is((agora.take_token(agora_work.agent_breaker(agora_test.id('alice')), 1)).granted, false, 'and no more');
SELECT agora_test.raises(format('SELECT agora.take_token(%L, %s)', agora_work.agent_breaker(agora_test.id('alice')), n), '22023', format('%s of them', n)) FROM unnest(ARRAY['0', '-1', '-1000']) AS n;
SELECT is((agora.take_token(agora_work.agent_breaker(agora_test.id('alice')), 1)).granted, false, 'which fills nothing');
SELECT agora_test.raises(format('SELECT agora.take_token(%L)', agora_work.agent_breaker(agora_test.id('bob'))), 'ZA013', 'who has no contract has no calls');

-- Another
SELECT agora_test.advance('1 day');
SELECT isnt(agora_work.agree_contract(agora_test.id('alice'), 'large', '{"exec_seconds": 900}', 20, 0.99, '2026-02-01 00:00+00'), (SELECT m.contract_id FROM made AS m), 'other terms are another contract');
SELECT is((c.valid_until, c.is_valid, c.ended_reason)::text, ('2026-01-02 00:00+00'::timestamptz, false, 'another was agreed')::text, 'which ends the one before') FROM agora_work.agreed_contract AS c JOIN made AS m ON m.contract_id = c.contract_id;
SELECT is(agora_work.limits_for(agora_test.id('alice')) - ARRAY['open_files', 'cpu_percent'], '{"memory_mb": 512, "exec_seconds": 900, "calls_per_second": 20}', 'a limit of its own stands before that of its tier');
SELECT pg_temp.ran(format('n%s', n), 21) FROM generate_series(1, 10) AS n;
SELECT ok(s.is_breached, 'its own objective holds') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT agora_test.at('2026-02-01 00:00+00');
SELECT is(agora_work.limits_for(agora_test.id('alice')) ->> 'memory_mb', '128', 'at its end it holds no more');
SELECT pg_temp.ran('after', 21);
SELECT ok(NOT s.is_breached, 'neither does the objective') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';

-- end_contract
SELECT ok(NOT agora_work.end_contract(agora_test.id('alice'), 'a test'), 'there is none to end');
SELECT agora_work.agree_contract(agora_test.id('alice'));
SELECT ok(agora_work.end_contract(agora_test.id('alice'), 'a test'), 'ended');
SELECT is((SELECT c.ended_reason FROM agora_work.agreed_contract AS c ORDER BY c.contract_id DESC LIMIT 1), 'a test', 'with its reason');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.contract.ended.v1'), 1::bigint, 'which is told');
SELECT agora_test.raises($$SELECT agora_work.end_contract(agora_test.id('alice'), '')$$, '22023', 'no reason');

-- Wrong input
SELECT agora_test.raises($$SELECT agora_work.agree_contract(agora_test.id('bob'))$$, 'ZW059', 'nobody vouches for him');
SELECT agora_test.raises($$SELECT agora_work.agree_contract(999999)$$, 'ZA001', 'with nobody');
SELECT agora_test.raises(format('SELECT agora_work.agree_contract(%s, %L, %L, %L, %L, %L)', agora_test.id('alice'), t.tier, t.limits, t.p99, t.success, t.until), '22023', t.what)
  FROM (VALUES ('huge', '{}', NULL::numeric, NULL::numeric, NULL::timestamptz, 'an unknown tier'), (NULL, '{}', NULL, NULL, NULL, 'none'), ('standard', '{"memory_mb": 127}', NULL, NULL, NULL, 'too little memory'), ('standard', '{"memory_mb": "256"}', NULL, NULL, NULL, 'a limit in quotes'),
               ('standard', '{"disk_mb": 1}', NULL, NULL, NULL, 'an unknown limit'), ('standard', '[]', NULL, NULL, NULL, 'limits that are no object'), ('standard', '{}', 0, NULL, NULL, 'no time'), ('standard', '{}', NULL, 0.79, NULL, 'a success below .8'),
               ('standard', '{}', NULL, 1.01, NULL, 'above 1'), ('standard', '{}', NULL, NULL, '2026-02-01 00:00+00', 'that ends as it begins')) AS t(tier, limits, p99, success, until, what);

SELECT * FROM finish();
ROLLBACK;
