-- A call goes where its correlation falls: always the same way, by the shares, and to something cheaper where a budget degraded.
BEGIN;
SELECT plan(22);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('reader', 'agora_reader');
SELECT agora_model.register_provider('acme');
SELECT agora_model.register_model('acme', m) FROM unnest(ARRAY['turbo', 'mini', 'nano', 'free']) AS m;
SELECT agora_model.set_price('acme/' || p.model, jsonb_build_object('input_mtok', p.usd), '2026-01-01Z') FROM (VALUES ('turbo', 10), ('mini', 2), ('nano', 1)) AS p(model, usd);
SELECT agora_model.assign_models('design', '{"acme/turbo": 0.5, "acme/mini": 0.3, "acme/nano": 0.2, "acme/free": 0}');
CREATE TEMP VIEW correlation AS SELECT md5(n::text)::uuid AS id FROM generate_series(1, 10000) AS n;

SELECT agora_test.become('alice');
SELECT is((agora_model.route_call('design')).model, 'acme/turbo', 'without a correlation, the model with the largest share');
SELECT is((agora_model.route_call('design', '00000000-0000-0000-0000-000000000001')).model_id, (agora_model.route_call('design', '00000000-0000-0000-0000-000000000001')).model_id, 'a correlation always goes the same way');
RESET SESSION AUTHORIZATION;
CREATE TEMP TABLE routed AS SELECT c.id, (agora_model.route_call('design', c.id)).* FROM correlation AS c;
-- four standard errors of 10000 draws
SELECT ok(abs(count(*) FILTER (WHERE r.model = s.model) / 10000.0 - s.share) <= 4 * sqrt(s.share * (1 - s.share) / 10000), format('%s has its share, about %s', s.model, s.share))
  FROM routed AS r CROSS JOIN (SELECT a.model, a.share FROM agora_model.assigned_model AS a WHERE a.stage = 'design') AS s GROUP BY s.model, s.share;
SELECT is((SELECT array_agg(DISTINCT r.reason) FROM routed AS r), ARRAY['assigned'], 'all by assignment');

-- a canary takes its share first; the others stay where they were
SELECT agora_model.register_model('acme', 'pico');
SELECT agora_model.propose_migration('design', 'acme/pico') AS migration \gset
SELECT is((SELECT count(*) FROM correlation AS c WHERE (agora_model.route_call('design', c.id)).reason = 'canary'), 0::bigint, 'a proposal moves no call');
SELECT agora_model.start_canary(:migration);
CREATE TEMP TABLE tried AS SELECT c.id, (agora_model.route_call('design', c.id)).* FROM correlation AS c;
SELECT ok(abs(count(*) - 1000) <= 120, format('the canary has about a tenth: %s of 10000', count(*))) FROM tried AS t WHERE t.reason = 'canary';
SELECT results_eq('SELECT DISTINCT t.model, t.model_migration_id FROM tried AS t WHERE t.reason = ''canary''', format('VALUES (''acme/pico'', %s::bigint)', :migration), 'and says so');
SELECT is((SELECT count(*) FROM tried AS t JOIN routed AS r USING (id) WHERE t.reason = 'assigned' AND t.model <> r.model), 0::bigint, 'the others go where they went');
SELECT ok(abs(count(*) FILTER (WHERE r.model = 'acme/turbo') / count(*)::numeric - 0.5) <= 0.07, 'and it takes them from all alike') FROM tried AS t JOIN routed AS r USING (id) WHERE t.reason = 'canary';
SELECT is((agora_model.route_call('design')).reason, 'assigned', 'without a correlation there is no canary');

-- a budget that degrades
SELECT agora_model.set_budget(0.003, 'day', p_stage => 'design', p_on_exhausted => 'degrade');
SELECT options -> 0 ->> 'max_usd' AS max FROM agora_model.authorize_spend(NULL, 'design', 0.01, p_key => 'k') \gset
SELECT results_eq(format('SELECT r.model, r.reason, r.model_migration_id FROM agora_model.route_call(''design'', NULL, ''{"input_tokens": 1000}'', %s) AS r', :max), 'VALUES (''acme/mini'', ''degraded'', NULL::bigint)', 'the dearest that the rest of the budget pays for');
SELECT is((agora_model.route_call('design', NULL, '{"input_tokens": 1000}', 0.002)).model, 'acme/mini', 'at equality it is affordable');
SELECT is((agora_model.route_call('design', NULL, '{"input_tokens": 1000}', 0.001999)).model, 'acme/nano', 'below, something cheaper');
SELECT is((agora_model.route_call('design', NULL, '{"input_tokens": 1000}', 0.01)).reason, 'assigned', 'what is affordable is left alone');
SELECT results_eq('SELECT r.model, r.model_id, r.reason FROM agora_model.route_call(''design'', NULL, ''{"input_tokens": 1000}'', 0.0001) AS r', 'VALUES (NULL::text, NULL::bigint, ''unaffordable'')', 'a model without a price is no way out');

SELECT agora_test.raises('SELECT agora_model.route_call(''review'')', 'ZP051', 'a stage without a model');
SELECT agora_test.raises('SELECT agora_model.route_call(''lunch'')', 'ZP005', 'an unknown stage');
SELECT agora_test.raises('SELECT agora_model.route_call(''design'', p_max_usd => 1)', '22023', 'a limit without usage');
SELECT agora_test.become('reader');
SELECT throws_ok('SELECT agora_model.route_call(''design'')', '42501', NULL, 'a mere reader routes nothing');
SELECT * FROM finish();
ROLLBACK;
