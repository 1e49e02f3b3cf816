-- Retention of calls: a partition ends when all of it is old, in the roll-up and needed by nobody; reports stay what they were.
BEGIN;
SELECT plan(56);
SET CONSTRAINTS ALL IMMEDIATE; -- a partition is not taken away while a trigger is still to fire
SELECT agora_test.at('2026-01-01 12:00Z');
SELECT agora_test.add_login('ada', 'agora_service', true);
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'), agora_model.register_model('acme', 'mini');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3}', '-infinity');
CREATE FUNCTION pg_temp.call(p_id bigint, p_model text, p_at timestamptz DEFAULT NULL, p_stage text DEFAULT 'generation') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT setval('agora_model.llm_call_id_seq', p_id - 1);
    SELECT (agora_model.record_call(p_model, p_stage, '{"input_tokens": 1000000}', p_called_at => coalesce(p_at, agora.now()), p_actor => agora_test.id('ada'))).llm_call_id;
END;
CREATE FUNCTION pg_temp.fold() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_model._fold_costs(1000);
    UPDATE agora_model.call_horizon SET next_call_id = agora_model._last_call(), call_id = agora_model._last_call(),
           next_correction_id = (SELECT coalesce(max(c.call_correction_id), 0) FROM agora_model.call_correction AS c),
           correction_id = (SELECT coalesce(max(c.call_correction_id), 0) FROM agora_model.call_correction AS c);
    RETURN agora_model._fold_costs(1000);
END $$;
CREATE FUNCTION pg_temp.report() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(format('%s %s %s', r.key, r.calls, r.cost_usd), ', ' ORDER BY r.key) FROM agora_model.cost_report('day') AS r);
CREATE FUNCTION pg_temp.calls() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(k.llm_call_id::text, ' ' ORDER BY k.llm_call_id) FROM agora_model.recorded_call AS k);

-- Small partitions: p0 ends at 8000, p1 at 9000, p2 at 10000.
ALTER TABLE agora_model.llm_call DETACH PARTITION agora_model.llm_call_p0;
ALTER TABLE agora_model.llm_call ATTACH PARTITION agora_model.llm_call_p0 FOR VALUES FROM (MINVALUE) TO (8000);
SELECT agora._add_partition('agora_model.llm_call', 1, 8000, 9000), agora._add_partition('agora_model.llm_call', 2, 9000, 10000);
SELECT agora.set_setting('model.call_retention', '30 days', 'a test');
SELECT is(agora_model._retire_calls(100), 0::bigint, 'nothing recorded, nothing to end');
SELECT setval('agora_model.llm_call_id_seq', 7000); -- not undone by a rollback, like those that follow
SELECT agora_model.create_experiment('tone', 'It is better', 'success', '{a,b}', '{"baseline": 0.5, "effect": 0.4}', p_stage => 'generation');
SELECT agora_model.start_experiment('tone');
SELECT agora_model.assign_models('generation', '{"acme/turbo": 1}');
SELECT agora_model.start_canary(agora_model.propose_migration('generation', 'acme/mini'));
SELECT is(pg_temp.call(7001, 'acme/turbo', '2025-05-02 23:59Z'), 7001::bigint, 'a call of long ago');
SELECT is(pg_temp.call(7002, 'acme/turbo', '2025-06-01Z'), 7002::bigint, 'and another');
SELECT is(pg_temp.call(7003, 'acme/mini'), 7003::bigint, 'one without a price');
SELECT agora_model.reprice_calls('acme/turbo', '{"input_mtok": 2}', '2025-06-01Z', '2025-06-02Z', 'contract', p_key => 'r1');

-- An attempt and a run that made calls.
CREATE TEMP TABLE made AS
SELECT agora_memory.start_attempt('count orders', p_actor => agora_test.id('ada')) AS attempt_id,
       agora_pipeline.start_run('fast', 'Count orders.', 'c0ffee00-0000-4000-8000-000000000001', p_actor => agora_test.id('ada')) AS run_id;
SELECT agora_memory.record_attempt_calls(m.attempt_id, '{7001,7002}', agora_test.id('ada')), agora_pipeline.link_call(m.run_id, 7002, agora_test.id('ada')) FROM made AS m;
SELECT is((SELECT c.calls_usd FROM agora_memory.attempt_cost AS c JOIN made AS m USING (attempt_id)), 5::numeric, 'what they cost is known');

CREATE TEMP TABLE before AS SELECT pg_temp.report() AS report, (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.key) FROM agora_model.cost_report('model') AS r) AS models;
SELECT agora_test.advance('31 days');
SELECT is(agora_model._retire_calls(100), 0::bigint, 'a partition that is written to stays, however old its calls');
SELECT is(pg_temp.call(8001, 'acme/turbo'), 8001::bigint, 'the next one is written to');
SELECT is(agora_model._retire_calls(100), 0::bigint, 'what is not in the roll-up stays');
SELECT is((agora_model._oldest_calls()).held_by, 'the roll-up', 'because of it');
SELECT ok((agora_model._probe_retired_calls()).ok, 'which passes by itself');
UPDATE before SET report = pg_temp.report();
SELECT cmp_ok(pg_temp.fold(), '>', 0::bigint, 'it is folded');
SELECT agora_model.set_price('acme/mini', '{"input_mtok": 1}', '2026-01-01Z');
UPDATE before SET report = pg_temp.report();
SELECT is(agora_model._retire_calls(100), 0::bigint, 'a correction that is not in the roll-up keeps its call');
SELECT cmp_ok(pg_temp.fold(), '>', 0::bigint, 'it is folded, too');

-- Who still needs the calls.
SELECT matches((agora_model._oldest_calls()).held_by, '^the canary of migration \d+$', 'a canary keeps those that it is judged by');
SELECT agora_model.stop_migration(m.model_migration_id, 'enough') FROM agora_model.model_migration AS m;
SELECT is(agora_model._retire_calls(100), 0::bigint, 'an experiment whose runs they are keeps them');
SELECT is((agora_model._probe_retired_calls()).detail, 'llm_call_p0 is past its retention, but the experiment tone needs its calls', 'health says so');
SELECT ok(NOT (agora_model._probe_retired_calls()).ok, 'as something to be done');
SELECT agora_model.stop_experiment('tone');
SELECT is(agora_model._retire_calls(100), 0::bigint, 'also when it has stopped');
SELECT isnt(agora_model.report_experiment('tone'), NULL, 'but not when it was reported');

-- p0 is copied, a part at a time, then emptied.
SELECT is(agora_model._copy_first_calls(2), 2::bigint, 'what is to be kept of the pattern is copied');
SELECT is(pg_temp.calls(), '7001 7002 7003 8001', 'and not read twice');
SELECT is(agora_model._retire_calls(100), 1::bigint, 'the rest of it');
SELECT is(agora_model._retire_calls(100), 3::bigint, 'its time is over');
SELECT is(pg_temp.calls(), '8001', 'its calls are no longer read');
SELECT results_eq('SELECT r.llm_call_id FROM agora_model.llm_call_p0_retired AS r ORDER BY 1', 'VALUES (7001::bigint), (7002), (7003)', 'they are where they were detached to');
SELECT is(pg_temp.report(), (SELECT b.report FROM before AS b), 'the report is what it was');
SELECT results_eq($$SELECT h.ok, h.detail FROM agora.health() AS h WHERE h.component = 'calls'$$, $$VALUES (true, '1 partitions of calls are retired')$$, 'health says so');
SELECT is(agora_model._retire_calls(100), 0::bigint, 'the next partition is written to');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all of it adds up');
SELECT is_empty($$SELECT * FROM agora.verify() AS v WHERE v.identity LIKE '%retired%'$$, 'and what was detached is no drift');
SELECT results_eq('SELECT r.upper_bound, r.kept_in, r.first_day, r.last_day, r.calls, r.unpriced_calls, r.cost_usd::numeric FROM agora_model.retired_calls AS r',
                  $$VALUES (8000::bigint, 'agora_model.llm_call_p0_retired', '2025-05-02'::date, '2026-01-01'::date, 3::numeric, 0::numeric, 6::numeric)$$, 'written down');
SELECT results_eq('SELECT c.calls, c.unpriced_calls, c.cost_usd::numeric FROM agora_memory.attempt_cost AS c JOIN made AS m USING (attempt_id)',
                  'VALUES (2::bigint, 1::bigint, 2::numeric)', 'an attempt keeps that it made them; one without a correction has no price now');
SELECT results_eq('SELECT s.calls, s.cost_usd FROM agora_pipeline.run_scorecard AS s JOIN made AS m ON m.run_id = s.generation_run_id', 'VALUES (NULL::numeric, NULL::agora.usd)', 'what a run of that time cost is not known');
SELECT agora_test.raises('TRUNCATE agora_model.llm_call_p0', 'ZA010', 'the emptied partition is guarded as before');

-- What they cost stays as it is.
CREATE FUNCTION pg_temp.again(p_from timestamptz, p_until timestamptz, p_dry boolean DEFAULT false) RETURNS agora_model.repricing LANGUAGE sql
BEGIN ATOMIC SELECT * FROM agora_model.reprice_calls('acme/turbo', '{"input_mtok": 1}', p_from, p_until, 'late', p_dry, format('%s %s', p_from, p_until)); END;
SELECT agora_test.raises($$SELECT pg_temp.again('2025-05-01Z', '2025-06-01Z')$$, 'ZP033', 'retired calls are not priced anew');
SELECT agora_test.raises($$SELECT pg_temp.again('2025-05-02 23:59Z', '2025-05-03Z')$$, 'ZP033', 'not on their day');
SELECT agora_test.raises($$SELECT pg_temp.again('2025-05-01Z', '2026-01-31Z', true)$$, 'ZP033', 'nor tried');
SELECT is((pg_temp.again('2025-05-03Z', '2025-06-01Z')).calls, 0::bigint, 'between them nothing is in the way');
SELECT is((SELECT count(*) FROM agora_model.price_history AS h WHERE h.is_correction), 2::bigint, 'and what was refused left nothing');
SELECT is((pg_temp.again('2026-01-31Z', '2026-02-01 12:00Z')).calls, 0::bigint, 'before the next call');
SELECT agora_test.raises($$SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 9}', '2025-06-01Z')$$, 'ZP004', 'a list that would have priced them is refused');
SELECT agora_test.raises($$SELECT agora_memory.record_attempt_calls(m.attempt_id, '{7003}', agora_test.id('ada')) FROM made AS m$$, 'ZP031', 'an attempt cannot name them any more');
SELECT agora_test.raises($$SELECT agora_pipeline.link_call(m.run_id, 7003, agora_test.id('ada')) FROM made AS m$$, 'ZG010', 'nor can a run');

-- Any other partition is detached as it is, or dropped.
SELECT agora_test.advance('31 days');
SELECT is(pg_temp.call(9001, 'acme/none'), 9001::bigint, 'of a model without a price');
SELECT cmp_ok(pg_temp.fold(), '>', 0::bigint, 'folded');
SELECT is(agora_model._retire_calls(100), 1::bigint, 'the second ends');
SELECT isnt(to_regclass('agora_model.llm_call_p1_retired'), NULL, 'detached');
SELECT agora.set_setting('model.retired_calls', 'drop', 'a test');
SELECT agora._add_partition('agora_model.llm_call', 3, 10000, 11000);
SELECT agora_test.advance('31 days');
SELECT pg_temp.call(10001, 'acme/turbo'), pg_temp.fold();
SELECT is(agora_model._retire_calls(100), 1::bigint, 'the third');
SELECT is(coalesce(to_regclass('agora_model.llm_call_p2'), to_regclass('agora_model.llm_call_p2_retired')), NULL, 'dropped');
SELECT is((SELECT r.kept_in FROM agora_model.retired_calls AS r WHERE r.upper_bound = 10000), NULL, 'kept nowhere');
SELECT lives_ok($$SELECT agora_model.set_price('acme/none', '{"input_mtok": 9}', '-infinity')$$, 'a price of calls that had none comes too late, and is set');
SELECT is((SELECT r.unpriced_calls FROM agora_model.cost_report('model') AS r WHERE r.key = 'acme/none'), 1::bigint, 'they stay without');

-- What landed in the default partition, because nobody ticked, stays there.
SELECT agora._add_partition('agora_model.llm_call', 4, 12000, 13000);
SELECT pg_temp.call(11001, 'acme/turbo'), pg_temp.call(12001, 'acme/turbo'), pg_temp.fold();
SELECT agora_test.advance('31 days');
SELECT pg_temp.call(13001, 'acme/turbo'), pg_temp.fold();
SELECT is(agora_model._retire_calls(100), 1::bigint, 'the partition before it ends');
SELECT is(agora_model._retire_calls(100), 1::bigint, 'and the one behind it');
SELECT is(pg_temp.calls(), '11001 13001', 'it is read as before');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all of it adds up');
SELECT * FROM finish();
ROLLBACK;
