-- Providers, models, references: what is known by which name.
BEGIN;
SELECT plan(41);
SELECT agora_test.at('2026-06-01 12:00Z');
CREATE FUNCTION pg_temp.model(p_reference text) RETURNS text LANGUAGE sql RETURN (SELECT m.reference FROM agora_model.known_model AS m WHERE m.model_id = agora_model._find_model(p_reference));
SELECT is(agora_model.register_provider('acme', 'Acme Inc.'), agora_model.register_provider('acme'), 'a provider is one');
SELECT is((SELECT p.name FROM agora_model.known_provider AS p), 'Acme Inc.', 'and keeps its name');
SELECT agora_test.raises($$SELECT agora_model.register_provider('Acme')$$, '22023', 'in lower case');
SELECT agora_test.raises($$SELECT agora_model.register_provider('a/b')$$, '22023', 'without a slash');
SELECT agora_test.raises($$SELECT agora_model.register_provider(NULL)$$, '22023', 'not without a name');
SELECT agora_test.raises($$SELECT agora_model.register_model('none', 'x')$$, 'ZP006', 'a model needs its provider');

SELECT is(agora_model.register_model('acme', 'Turbo', p_facts => '{"name": "Turbo One", "context_window": 200000, "output_limit": 8192, "latency_ms": 900.5, "capabilities": ["vision", "tools"], "requests_per_minute": 50, "tokens_per_minute": 100000}'),
          agora_model.register_model('acme', 'turbo'), 'a model is one');
SELECT results_eq($$SELECT m.reference, m.name, m.context_window, m.output_limit, m.latency_ms, m.capabilities, m.requests_per_minute, m.tokens_per_minute, m.is_registered, m.deprecated_at FROM agora_model.known_model AS m$$,
                  $$VALUES ('acme/turbo', 'Turbo One', 200000::bigint, 8192::bigint, 900.5, '{tools,vision}'::text[], 50::bigint, 100000::bigint, true, NULL::timestamptz)$$, 'with its facts');
SELECT agora_model.register_model('acme', 'turbo', p_facts => '{"context_window": 400000}');
SELECT results_eq($$SELECT m.context_window, m.output_limit FROM agora_model.known_model AS m$$, $$VALUES (400000::bigint, 8192::bigint)$$, 'facts that are not named stay');
SELECT isnt(agora_model.register_model('acme', 'turbo', '2'), agora_model.register_model('acme', 'turbo'), 'a version is another model');
SELECT is(pg_temp.model('acme/turbo@2'), 'acme/turbo@2', 'named with its version');
SELECT is(pg_temp.model('Acme/TURBO'), 'acme/turbo', 'names are blind to case');
SELECT is(pg_temp.model('turbo'), NULL, 'and need their provider');
SELECT agora_test.raises(format('SELECT agora_model.register_model(%L, %L, p_facts => %L)', 'acme', 'x', f.facts), '22023', 'a wrong fact: ' || f.facts)
  FROM unnest(ARRAY['{"context_window": 0}', '{"context_window": 1.5}', '{"name": ""}', '{"latency_ms": -1}', '{"capabilities": ["flying"]}', '{"capabilities": "tools"}', '{"colour": 1}', '[]']) AS f(facts);
SELECT agora_test.raises($$SELECT agora_model.register_model('acme', '')$$, '22023', 'no name');
SELECT agora_test.raises($$SELECT agora_model.register_model('acme', repeat('x', 201))$$, '22023', 'too long a name');

-- deprecation
SELECT agora_model.deprecate_model('acme/turbo');
SELECT is((SELECT m.deprecated_at FROM agora_model.known_model AS m WHERE m.reference = 'acme/turbo'), '2026-06-01 12:00Z'::timestamptz, 'deprecated from now on');
SELECT agora_model.deprecate_model('acme/turbo', NULL);
SELECT is((SELECT m.deprecated_at FROM agora_model.known_model AS m WHERE m.reference = 'acme/turbo'), NULL, 'and not any more');
SELECT agora_test.raises($$SELECT agora_model.deprecate_model('acme/none')$$, 'ZP001', 'not what is unknown');

-- calls first, the model later
SELECT agora_model.record_call('acme/late', NULL, '{"input_tokens": 1000000}', p_key => 'c1'), agora_model.record_call('acme/late-2026', NULL, '{"input_tokens": 1000000}', p_key => 'c2');
SELECT agora_model.register_model('acme', 'late');
SELECT is((SELECT m.is_registered FROM agora_model.known_model AS m WHERE m.reference = 'acme/late'), true, 'what calls had named becomes registered');
SELECT agora_model.set_price('acme/late', '{"input_mtok": 7}', '-infinity');
SELECT results_eq($$SELECT c.cost_usd::numeric FROM agora_model.recorded_call AS c ORDER BY c.llm_call_id$$, $$VALUES (7::numeric), (NULL)$$, 'and its calls are priced');
SELECT agora_model.load_catalogue('{"providers": [{"provider": "acme", "models": [{"model": "late", "match": {"starts_with": "late"}, "lists": []}]}]}', 'genai-prices test', true);
SELECT is((SELECT m.alias_of FROM agora_model.known_model AS m WHERE m.reference = 'acme/late-2026'), agora_model._find_model('acme/late'), 'another name of it is tied to it');
SELECT agora_model.set_price('acme/late', '{"input_mtok": 8}', '2027-01-01Z');
SELECT is((SELECT sum(c.cost_usd) FROM agora_model.recorded_call AS c), 14::numeric, 'and its calls are priced as those of the model');
SELECT is((SELECT count(DISTINCT c.model_id) FROM agora_model.recorded_call AS c), 1::bigint, 'and counted with them');

-- references by hand
SELECT is(agora_model.state_reference('fast', 'acme/turbo'), agora_model._find_model('acme/turbo'), 'an operator says what a reference means');
SELECT is((agora_model.record_call('FAST', NULL, '{"input_tokens": 1}')).cost_usd::numeric, NULL, 'calls are of it');
SELECT is((SELECT c.model FROM agora_model.recorded_call AS c ORDER BY c.llm_call_id DESC LIMIT 1), 'acme/turbo', 'as stated');
SELECT agora_model.state_reference('fast', 'acme/late');
SELECT agora_model.register_model('acme', 'fast');
SELECT is((agora_model.record_call('fast', NULL, '{"input_tokens": 1000000}')).cost_usd::numeric, 7::numeric, 'what was stated stays, whatever the catalogue says');
SELECT agora_test.raises($$SELECT agora_model.state_reference('x', 'acme/none')$$, 'ZP001', 'to an unknown model');
SELECT agora_test.raises($$SELECT agora_model.state_reference('', 'acme/turbo')$$, '22023', 'nothing means nothing');

-- who may
SELECT agora_test.add_login('worker', 'agora_service');
SELECT agora_test.become('worker');
SELECT throws_ok($$SELECT agora_model.register_model('acme', 'x')$$, '42501', NULL, 'services register no models');
SELECT throws_ok($$SELECT agora_model.deprecate_model('acme/turbo')$$, '42501', NULL, 'deprecate none');
SELECT throws_ok($$SELECT agora_model.state_reference('x', 'acme/turbo')$$, '42501', NULL, 'and rename none');
SELECT is((SELECT count(*) FROM agora_model.known_provider), 1::bigint, 'but see them');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
