-- Attempts and their calls of models: linked when the attempt ends or by hand, once; what an attempt cost is what its calls cost.
BEGIN;
SELECT plan(33);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('ada', 'agora_service', true);
SELECT agora_test.add_login('ben', 'agora_service', true);
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}', '-infinity');
CREATE FUNCTION pg_temp.ask(p_usd numeric, p_correlation uuid DEFAULT 'c0000000-0000-0000-0000-000000000001', p_at timestamptz DEFAULT agora.now(), p_model text DEFAULT 'acme/turbo', p_who text DEFAULT 'ada')
RETURNS bigint LANGUAGE sql
RETURN (agora_model.record_call(p_model, 'generation', jsonb_build_object('input_tokens', p_usd * 1000000), p_correlation_id => p_correlation, p_called_at => p_at, p_actor => agora_test.id(p_who))).llm_call_id;
CREATE FUNCTION pg_temp.cost_step(p_attempt bigint) RETURNS jsonb LANGUAGE sql
RETURN (SELECT s.value - 'ms' FROM agora_memory.attempt_detail AS d, jsonb_array_elements(d.steps) AS s WHERE d.attempt_id = p_attempt AND s.value ->> 'step' = 'cost');
CREATE FUNCTION pg_temp.cost(p_attempt bigint) RETURNS text LANGUAGE sql
RETURN (SELECT format('%s calls, %s unpriced, %s, told %s: %s', c.calls, c.unpriced_calls, c.calls_usd, c.told_usd, c.cost_usd) FROM agora_memory.attempt_cost AS c WHERE c.attempt_id = p_attempt);

SELECT pg_temp.ask(7, p_at => '2026-06-01 11:59Z') AS before, pg_temp.ask(8, NULL) AS apart \gset
SELECT agora_memory.start_attempt('read the ledger', p_correlation_id => 'c0000000-0000-0000-0000-000000000001', p_actor => agora_test.id('ada')) AS attempt \gset
SELECT agora_test.advance('10 seconds');
SELECT pg_temp.ask(2) AS one, pg_temp.ask(3) AS two, pg_temp.ask(4, p_who => 'ben') AS bens, pg_temp.ask(5, 'c0000000-0000-0000-0000-000000000002') AS others \gset
SELECT is(pg_temp.cost(:attempt), '0 calls, 0 unpriced, , told : ', 'while it runs nothing is linked');
SELECT agora_memory.finish_attempt(:attempt, 'success', p_details => '{"cost_usd": 5.2, "tokens_in": 100, "tokens_out": 10, "model": "turbo"}', p_actor => agora_test.id('ada'));
SELECT is(pg_temp.cost(:attempt), '2 calls, 0 unpriced, 5, told 5.2: 5', 'its principal''s calls in its correlation while it ran; they say what it cost');
SELECT is(pg_temp.cost_step(:attempt), '{"step": "cost", "outcome": "success", "result": {"calls": 2, "cost_usd": 5}}', 'the step says so');
SELECT pg_temp.ask(9) AS late \gset
SELECT is(pg_temp.cost(:attempt), '2 calls, 0 unpriced, 5, told 5.2: 5', 'not what is called later');

-- By hand.
SELECT is(agora_memory.record_attempt_calls(:attempt, ARRAY[:before, :one, :before], agora_test.id('ada')), 1, 'a call before it began, said twice, and one that it has');
SELECT is(agora_memory.record_attempt_calls(:attempt, ARRAY[:before], agora_test.id('ada')), 0, 'and once more');
SELECT is(pg_temp.cost(:attempt), '3 calls, 0 unpriced, 12, told 5.2: 12', 'counted once');
SELECT agora_memory.start_attempt('read it again', p_correlation_id => 'c0000000-0000-0000-0000-000000000001', p_actor => agora_test.id('ada')) AS second \gset
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, ARRAY[%s, %s], agora_test.id(''ada''))', :second, :late, :one), 'ZP032', 'a call of another attempt');
SELECT is(pg_temp.cost(:second), '0 calls, 0 unpriced, , told : ', 'changes nothing');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, ARRAY[%s], agora_test.id(''ada''))', :second, :bens), 'ZP031', 'a call of another principal');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, ARRAY[999999], agora_test.id(''ada''))', :second), 'ZP031', 'a call that is not there');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, ARRAY[NULL]::bigint[], agora_test.id(''ada''))', :second), 'ZP031', 'nothing for a call');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, %L, agora_test.id(''ada''))', :second, '{}'), '22023', 'no calls');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, NULL, agora_test.id(''ada''))', :second), '22023', 'none said');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, %L, agora_test.id(''ada''))', :second, '{{1},{2}}'), '22023', 'a table of calls');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, ARRAY[%s], agora_test.id(''ben''))', :second, :bens), 'ZM001', 'to another''s attempt');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt_calls(%s, ARRAY[%s], 999999)', :second, :late), 'ZA001', 'by nobody');
SELECT throws_ok('DELETE FROM agora_memory.attempt_call', 'ZA010', NULL, 'a link stays');

-- Prices that come late, and later.
SELECT agora_test.advance('10 seconds');
SELECT pg_temp.ask(1, p_model => 'acme/new') AS unpriced \gset
SELECT agora_memory.finish_attempt(:second, 'success', p_details => '{"cost_usd": 4, "model": "mini"}', p_actor => agora_test.id('ada'));
SELECT is(pg_temp.cost(:second), '2 calls, 1 unpriced, 9, told 4: 4', 'with a call that has no price, what was told counts');
SELECT agora_model.set_price('acme/new', '{"input_mtok": 0.5}', '-infinity');
SELECT is(pg_temp.cost(:second), '2 calls, 0 unpriced, 9.5, told 4: 9.5', 'until it has one');
SELECT agora_model.reprice_calls('acme/turbo', '{"input_mtok": 0.1}', '2026-06-01Z', agora.now(), 'contract', p_key => 'r');
SELECT is(pg_temp.cost(:attempt), '3 calls, 0 unpriced, 1.2, told 5.2: 1.2', 'by the last word on the price');
SELECT agora_memory.start_attempt('read it', p_actor => agora_test.id('ben')) AS quiet \gset
SELECT agora_memory.finish_attempt(:quiet, 'success', p_details => '{"cost_usd": 0.5}', p_actor => agora_test.id('ben'));
SELECT is(pg_temp.cost(:quiet), '0 calls, 0 unpriced, , told 0.5: 0.5', 'without calls, what was told');
SELECT agora.set_flag('cost_tracking', false, agora_test.id('ben'));
SELECT agora_memory.start_attempt('read it', p_actor => agora_test.id('ben')) AS off \gset
SELECT agora_memory.finish_attempt(:off, 'success', p_actor => agora_test.id('ben'));
SELECT is(pg_temp.cost_step(:off), '{"step": "cost", "outcome": "skipped", "detail": "the flag cost_tracking is off"}', 'where the flag is off, nothing');

-- The scorecard, and what similar work cost.
SELECT is((SELECT (s.value, s.met) FROM agora_memory.memory_scorecard AS s WHERE s.metric = 'cost_accuracy'), (0::numeric, false), 'neither told its cost within 5 percent');
SELECT agora_memory.start_attempt('read the third', p_correlation_id => 'c0000000-0000-0000-0000-000000000003', p_actor => agora_test.id('ada')) AS third \gset
SELECT pg_temp.ask(100, 'c0000000-0000-0000-0000-000000000003') AS dear \gset
SELECT agora_memory.finish_attempt(:third, 'success', p_details => '{"cost_usd": 105, "model": "turbo"}', p_actor => agora_test.id('ada'));
SELECT is((SELECT s.value FROM agora_memory.memory_scorecard AS s WHERE s.metric = 'cost_accuracy'), round(1 / 3.0, 6), 'at exactly 5 percent it is');
SELECT is(agora_memory.similar_cost('read the ledger'), NULL, 'no transform, no fix, no cost');
SELECT (agora_memory.register_transform('def read_ledger(row):
    """The ledger of a row."""
    return row.get("ledger")', p_description => 'read the ledger of a row', p_actor => agora_test.id('ada'))).transform_id AS transform \gset
INSERT INTO agora_memory.attempt_transform (attempt_id, ordinal, transform_id) SELECT a, 1, :transform FROM unnest(ARRAY[:attempt, :second, :third]) AS a;
SELECT is(agora_memory._manifest_cost(NULL, ARRAY[:transform]),
          '{"attempts": 3, "cost_usd": 1.4, "highest_cost_usd": 100, "tokens_in": 100, "tokens_out": 10, "models": [{"model": "turbo", "attempts": 2, "cost_usd": 1.2}, {"model": "mini", "attempts": 1, "cost_usd": 1.4}]}'::jsonb,
          'medians by what counts, the cheapest model first');
SELECT matches(agora_memory._manifest_text(jsonb_build_object('cost', '{"available": true}' || agora_memory._manifest_cost(NULL, ARRAY[:transform])), 500),
               'Median of 3 attempts: 1.4 USD, 100 tokens in, 10 tokens out, least with turbo: 1.2 USD', 'and the text says so');
SELECT agora_test.raises($$SELECT agora_memory.similar_cost('read it', p_category => 'lunch')$$, 'ZM004', 'an unknown category');
SELECT agora_test.raises($$SELECT agora_memory.similar_cost(NULL)$$, '22023', 'no problem');
-- However many attempts there are, the cost of similar work reads only theirs.
INSERT INTO agora_memory.attempt (principal_id, correlation_id, request_fingerprint, status, started_at, finished_at, recorded_at)
SELECT 3, gen_random_uuid(), '', 'success', agora.now(), agora.now(), agora.now() FROM generate_series(1, 20000);
ANALYZE agora_memory.attempt;
CREATE TEMP TABLE scans AS SELECT pg_stat_get_xact_numscans('agora_memory.attempt'::regclass) AS before;
SELECT is((agora_memory._manifest_cost(NULL, ARRAY[:transform]) ->> 'attempts')::integer, 3, 'among twenty thousand others');
SELECT is(pg_stat_get_xact_numscans('agora_memory.attempt'::regclass), s.before, 'not a scan of the table') FROM scans AS s;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'nothing is violated');
SELECT * FROM finish();
ROLLBACK;
