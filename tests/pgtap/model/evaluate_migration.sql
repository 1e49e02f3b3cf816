-- The first gate: point criteria on the calls of the window, each met at equality; what the documents planned against their own rule is refused.
BEGIN;
SELECT plan(65);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('olga', 'agora_operator', true), agora_test.add_login('reader', 'agora_reader');
SELECT agora_model.register_provider('acme');
SELECT agora_model.register_model('acme', m) FROM unnest(ARRAY['turbo', 'even', 'plan', 'few', 'dear', 'weak', 'fails', 'none', 'last']) AS m;
SELECT agora_model.assign_models(s.stage, '{"acme/turbo": 1}') FROM unnest(ARRAY['design', 'review']) AS s(stage);

-- so many calls of a model: mean quality, the share that succeeds, and the cost of each
CREATE FUNCTION pg_temp.call(p_model text, p_n integer, p_quality numeric, p_success numeric, p_usd numeric, p_stage text DEFAULT 'design', p_at timestamptz DEFAULT '2026-06-01 11:00Z')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO agora_model.llm_call (called_at, recorded_at, principal_id, model_id, correlation_id, is_success, stage, usage, variant, cost_usd, quality, meta)
    SELECT p_at, agora.now(), 1, k.model_id, gen_random_uuid(), n > round(p_n * (1 - p_success)), p_stage, '{}', '{}', p_usd, p_quality + CASE n % 2 WHEN 0 THEN 0.01 ELSE -0.01 END, '{}'
      FROM agora_model.known_model AS k, generate_series(1, p_n) AS n
     WHERE k.reference = p_model;
END;
CREATE FUNCTION pg_temp.criterion(p_verdict agora_model.migration_verdict, p_name text)
RETURNS text
LANGUAGE sql
RETURN (SELECT concat_ws(' ', c ->> 'value', c ->> 'comparison', c ->> 'limit', c ->> 'met') FROM jsonb_array_elements(p_verdict.criteria) AS c WHERE c ->> 'criterion' = p_name);

SELECT pg_temp.call('acme/turbo', 200, 0.95, 1, 0.05);
SELECT pg_temp.call('acme/even', 100, 0.92, 0.9, 0.025), pg_temp.call('acme/plan', 500, 0.90, 0.99, 0.002), pg_temp.call('acme/few', 99, 0.95, 1, 0.001);
SELECT pg_temp.call('acme/dear', 100, 0.95, 1, 0.0251), pg_temp.call('acme/weak', 100, 0.9199, 1, 0.01), pg_temp.call('acme/fails', 100, 0.95, 0.89, 0.01);

-- every limit met exactly
SELECT agora_model.evaluate_migration('design', 'acme/even') AS even \gset
SELECT is((:'even'::agora_model.migration_verdict).verdict, 'accept', 'equality passes');
SELECT is((:'even'::agora_model.migration_verdict).reasons, '{}', 'without an objection');
SELECT is((:'even'::agora_model.migration_verdict).runs_needed, 0::bigint, 'no more runs are needed');
SELECT is(pg_temp.criterion(:'even', w.criterion), w.wanted, w.criterion || ' at its limit')
  FROM (VALUES ('runs', '100 >= 100 true'), ('saving', '0.5 >= 0.5 true'), ('success', '0.9 >= 0.9 true'), ('quality', '0.92 >= 0.92 true'), ('quality_floor', '0.92 >= 0.9 true'),
               ('quality_drop', '0.03 <= 0.03 true')) AS w(criterion, wanted);

-- the plan of the documents: a model of 0.90 where there is one of 0.95
SELECT agora_model.evaluate_migration('design', 'acme/plan') AS plan \gset
SELECT is((:'plan'::agora_model.migration_verdict).verdict, 'refuse', 'the step from 0.95 to 0.90 is refused');
SELECT is((:'plan'::agora_model.migration_verdict).reasons, ARRAY['quality is 0.9, not >= 0.92', 'quality drop is 0.05, not <= 0.03'], 'and it says why');
SELECT is(pg_temp.criterion(:'plan', 'saving'), '0.96 >= 0.5 true', 'however much it saves');

SELECT agora_model.evaluate_migration('design', 'acme/few') AS few \gset
SELECT is((:'few'::agora_model.migration_verdict).verdict, 'more_runs', 'too few runs are no refusal');
SELECT is((:'few'::agora_model.migration_verdict).runs_needed, 1::bigint, 'one more is needed');
SELECT is((agora_model.evaluate_migration('design', 'acme/dear')).reasons, ARRAY['saving is 0.498, not >= 0.5'], 'a saving below the limit');
SELECT is((agora_model.evaluate_migration('design', 'acme/weak')).reasons, ARRAY['quality is 0.9199, not >= 0.92', 'quality drop is 0.0301, not <= 0.03'], 'quality just below');
SELECT is((agora_model.evaluate_migration('design', 'acme/fails')).reasons, ARRAY['success is 0.89, not >= 0.9'], 'success just below');
SELECT is((agora_model.evaluate_migration('design', 'acme/none')).verdict, 'no_evidence', 'nothing is known of the candidate');
SELECT is((agora_model.evaluate_migration('design', 'acme/none')).runs_needed, 100::bigint, 'all runs are needed');
SELECT pg_temp.call('acme/even', 100, 0.95, 1, 0.01, 'review');
SELECT is((agora_model.evaluate_migration('review', 'acme/even')).verdict, 'no_evidence', 'nothing to compare it with');

-- whatever the other settings say, the floor holds
SELECT agora.set_setting('model.min_quality', '0.5', 'a test'), agora.set_setting('model.max_quality_drop', '0.5', 'a test');
SELECT is((agora_model.evaluate_migration('design', 'acme/plan')).verdict, 'accept', 'at the floor');
SELECT pg_temp.call('acme/last', 100, 0.8999, 1, 0.001);
SELECT is((agora_model.evaluate_migration('design', 'acme/last')).reasons, ARRAY['quality floor is 0.8999, not >= 0.9'], 'never below');
SELECT agora.set_setting('model.min_quality', '0.92', 'a test'), agora.set_setting('model.max_quality_drop', '0.03', 'a test');

-- the window, corrections, failures without a quality
SELECT pg_temp.call('acme/few', 5, 0.1, 0, 9, p_at => '2026-05-31 11:59:59Z');
SELECT is((agora_model.evaluate_migration('design', 'acme/few')).evidence -> 'candidate' -> 'runs', '99', 'what is older than the window does not count');
SELECT pg_temp.call('acme/few', 1, 0.95, 1, 0.001, p_at => '2026-05-31 12:00Z');
SELECT is((agora_model.evaluate_migration('design', 'acme/few')).verdict, 'accept', 'what is as old as the window does');
INSERT INTO agora_model.llm_call (called_at, recorded_at, principal_id, model_id, is_success, stage, usage, variant, cost_usd, quality, meta)
SELECT agora.now(), agora.now(), 1, k.model_id, w.is_success, 'design', '{}', '{}', NULL, NULL, '{}'
  FROM agora_model.known_model AS k, (VALUES (true), (false)) AS w(is_success) WHERE k.reference = 'acme/none';
SELECT results_eq($$SELECT v.evidence -> 'candidate' -> 'runs', v.evidence -> 'candidate' -> 'judged', v.evidence -> 'candidate' -> 'quality' FROM agora_model.evaluate_migration('design', 'acme/none') AS v$$,
    $$VALUES ('2'::jsonb, '1'::jsonb, 'null'::jsonb)$$, 'a failure is judged, a success without a quality is not');
SELECT is((agora_model.evaluate_migration('design', 'acme/none')).evidence -> 'candidate' -> 'usd', 'null', 'without a price there is no cost');
SELECT agora_model.set_price('acme/none', '{"requests_kcount": 20}', '2026-05-01Z');
SELECT is((agora_model.evaluate_migration('design', 'acme/none')).evidence -> 'candidate' -> 'usd', '0.02', 'it is what calls were found to cost later');
SELECT pg_temp.call('acme/turbo', 200, 0.95, 1, NULL);
SELECT is((agora_model.evaluate_migration('design', 'acme/even')).verdict, 'accept', 'calls without a price are left out of the cost');
SELECT is((agora_model.evaluate_migration('design', 'acme/even')).evidence -> 'incumbent' -> 'runs', '400', 'not out of the rest');

SELECT agora_model.deprecate_model('acme/even', '2026-06-01 12:00:01Z');
SELECT is((agora_model.evaluate_migration('design', 'acme/even')).verdict, 'accept', 'a model that will be deprecated may be tried');
SELECT agora_model.deprecate_model('acme/even', '2026-06-01 12:00Z');
SELECT is((agora_model.evaluate_migration('design', 'acme/even')).reasons, ARRAY['the model is deprecated'], 'one that is may not');
SELECT is((agora_model.evaluate_migration('design', 'acme/even')).verdict, 'refuse', 'whatever the figures say');
SELECT agora_model.deprecate_model('acme/even', NULL);

-- proposals keep the verdict
SELECT agora_test.become('alice');
SELECT agora_model.propose_migration('design', 'acme/plan', 'k') AS plan \gset
SELECT is(agora_model.propose_migration('design', 'acme/plan', 'k'), :plan::bigint, 'once for a key');
SELECT agora_test.raises('SELECT agora_model.propose_migration(''design'', ''acme/even'', ''k'')', 'ZA003', 'a key is for one proposal');
SELECT results_eq(format('SELECT m.stage, m.incumbent, m.candidate, m.status, m.is_proven, m.reasons, m.closed_at FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = %s', :plan),
    $$VALUES ('design', 'acme/turbo', 'acme/plan', 'rejected', false, ARRAY['quality is 0.9, not >= 0.92', 'quality drop is 0.05, not <= 0.03'], '2026-06-01 12:00Z'::timestamptz)$$, 'what is refused is rejected at once');
SELECT isnt(agora_model.propose_migration('design', 'acme/plan'), :plan::bigint, 'it may be proposed anew');
SELECT agora_model.propose_migration('design', 'acme/even') AS even \gset
SELECT is(agora_model.propose_migration('design', 'acme/even'), :even::bigint, 'an open proposal is returned');
SELECT results_eq(format('SELECT h.status, h.reasons, jsonb_array_length(h.criteria), h.evidence -> ''candidate'' -> ''quality'' FROM agora_model.migration_history AS h WHERE h.model_migration_id = %s', :even),
    $$VALUES ('proposed', '{}'::text[], 6, '0.92'::jsonb)$$, 'the decision has its evidence');
SELECT is((SELECT m.is_proven FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :even), true, 'what is accepted is proven');
SELECT agora_model.propose_migration('design', 'acme/none') AS none \gset
SELECT agora_test.raises(format('SELECT agora_model.start_canary(%s)', :none), 'ZP055', 'without evidence a service starts no canary');
SELECT is((SELECT m.status FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :none), 'proposed', 'and nothing has changed');
SELECT agora_test.become('olga');
SELECT lives_ok(format('SELECT agora_model.start_canary(%s, 0.5)', :none), 'an operator does');
SELECT is((SELECT m.reasons FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :none), ARRAY['an operator started it'], 'which is written down');
SELECT agora_test.become('alice');
SELECT agora_test.raises(format('SELECT agora_model.start_canary(%s)', :even), 'ZP054', 'one canary at a time');
SELECT agora_test.raises('SELECT agora_model.propose_migration(''design'', ''acme/last'')', 'ZP054', 'and no proposal beside it');

-- a proposal that was not proven is not the last word
SELECT agora_test.become('olga');
SELECT agora_model.stop_migration(:none, 'enough');
SELECT agora_test.become('alice');
SELECT agora_model.propose_migration('design', 'acme/none') AS none \gset
SELECT is(agora_model.propose_migration('design', 'acme/none'), :none::bigint, 'as long as there is too little to tell it stays');
RESET SESSION AUTHORIZATION;
SELECT pg_temp.call('acme/none', 100, 0.95, 1, 0.01);
SELECT agora_test.become('alice');
SELECT agora_model.propose_migration('design', 'acme/none') AS anew \gset
SELECT results_eq(format('SELECT m.status, m.is_proven FROM agora_model.recorded_migration AS m WHERE m.model_migration_id IN (%s, %s) ORDER BY m.model_migration_id', :none, :anew),
    $$VALUES ('rejected', false), ('proposed', true)$$, 'with enough runs a new one takes its place');
SELECT is((SELECT m.reasons FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :none), ARRAY['it was proposed anew'], 'which is written down');
SELECT agora_test.become('olga');
SELECT agora_model.assign_models('design', '{"acme/dear": 1}');
SELECT agora_test.become('alice');
SELECT agora_model.propose_migration('design', 'acme/none') AS other \gset
SELECT is((SELECT array_agg(m.status ORDER BY m.model_migration_id) FROM agora_model.recorded_migration AS m WHERE m.model_migration_id IN (:anew, :other)), '{rejected,proposed}', 'nor is one against another incumbent');
SELECT is((SELECT m.incumbent FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :other), 'acme/dear', 'the new one is against today''s');
SELECT lives_ok(format('SELECT agora_model.start_canary(%s)', :other), 'and a service starts what is proven');
SELECT agora_test.become('olga');
SELECT agora_model.stop_migration(:other, 'enough'), agora_model.assign_models('design', '{"acme/turbo": 1}');
RESET SESSION AUTHORIZATION;

-- side by side
SELECT results_eq('SELECT c.model, c.share, c.runs, c.success, c.quality, c.usd, c.saving, c.verdict FROM agora_model.compare_models(''design'') AS c WHERE c.model IN (''acme/turbo'', ''acme/even'', ''acme/plan'')',
    $$VALUES ('acme/turbo', 1::numeric, 400::bigint, 1::numeric, 0.95, 0.05, 0::numeric, NULL), ('acme/plan', NULL, 500, 0.99, 0.90, 0.002, 0.96, 'refuse'), ('acme/even', NULL, 100, 0.9, 0.92, 0.025, 0.5, 'accept')$$, 'models of a stage are compared');
SELECT is((SELECT array_agg(c.model ORDER BY c.model) FROM agora_model.compare_models('review') AS c), ARRAY['acme/even', 'acme/turbo'], 'those that serve it, and those that have calls');
SELECT agora_test.raises('SELECT * FROM agora_model.compare_models(''debugging'')', 'ZP051', 'of a stage without a model there is nothing to compare');

-- what may not be asked
SELECT agora_model.assign_models('contract', '{"acme/turbo": 1}', true);
SELECT is((agora_model.evaluate_migration('contract', 'acme/even')).verdict, 'refuse', 'a pinned stage stays');
SELECT is((agora_model.evaluate_migration('contract', 'acme/even')).reasons[1], 'the stage is pinned', 'and says so');
SELECT agora_test.raises('SELECT agora_model.propose_migration(''contract'', ''acme/even'')', 'ZP052', 'nor is a migration of it proposed');
SELECT agora_test.raises('SELECT agora_model.evaluate_migration(' || w.arguments || ')', w.code, w.why)
  FROM (VALUES ('''design'', ''acme/turbo''', 'ZP056', 'the incumbent itself'), ('''design'', ''acme/unknown''', 'ZP001', 'an unknown model'), ('''debugging'', ''acme/even''', 'ZP051', 'a stage without a model'),
               ('''lunch'', ''acme/even''', 'ZP005', 'an unknown stage'), ('NULL, ''acme/even''', '22023', 'no stage'), ('''design'', NULL', '22023', 'no candidate')) AS w(arguments, code, why);
SELECT agora_test.become('reader');
SELECT is((agora_model.evaluate_migration('design', 'acme/plan')).verdict, 'refuse', 'a reader may ask');
SELECT throws_ok('SELECT agora_model.propose_migration(''design'', ''acme/plan'')', '42501', NULL, 'but not propose');
SELECT * FROM finish();
ROLLBACK;
