-- A catalogue comes in whole, changes no past, respects what was set by hand, and says all of it before.
BEGIN;
SELECT plan(30);
SELECT agora_test.at('2026-06-01 12:00Z');
CREATE FUNCTION pg_temp.catalogue(p_input numeric DEFAULT 3, p_from text DEFAULT NULL) RETURNS jsonb LANGUAGE sql
RETURN jsonb_build_object('providers', jsonb_build_array(
    jsonb_build_object('provider', 'acme', 'name', 'Acme', 'match', '{"contains": "acme"}'::jsonb, 'model_match', '{"starts_with": "turbo"}'::jsonb, 'models', jsonb_build_array(
        jsonb_build_object('model', 'turbo', 'name', 'Turbo', 'context_window', 1000, 'is_deprecated', false,
                           'match', '{"or": [{"equals": "turbo"}, {"and": [{"starts_with": "turbo-"}, {"ends_with": "-latest"}]}, {"regex": "^turbo-[0-9]{4}-"}]}'::jsonb,
                           'lists', jsonb_build_array(jsonb_build_object('from', NULL, 'prices', jsonb_build_object('input_mtok', p_input)))
                                    || CASE WHEN p_from IS NULL THEN '[]' ELSE jsonb_build_array(jsonb_build_object('from', p_from, 'prices', '{"input_mtok": 9}'::jsonb)) END),
        jsonb_build_object('model', 'old', 'is_deprecated', true, 'lists', '[]'::jsonb))),
    jsonb_build_object('provider', 'reseller', 'name', 'Reseller', 'fallbacks', '["acme"]'::jsonb, 'models', '[]'::jsonb)));
CREATE FUNCTION pg_temp.load(p_catalogue jsonb DEFAULT pg_temp.catalogue(), p_apply boolean DEFAULT true, p_source text DEFAULT 'genai-prices 1') RETURNS text[] LANGUAGE sql
RETURN (SELECT coalesce(array_agg(concat_ws(' ', l.change, l.provider || '/' || l.model, l.valid_from::date) ORDER BY l.change, l.model), '{}') FROM agora_model.load_catalogue(p_catalogue, p_source, p_apply) AS l);
CREATE FUNCTION pg_temp.model(p_reference text) RETURNS text LANGUAGE sql RETURN (SELECT m.reference FROM agora_model.known_model AS m WHERE m.model_id = agora_model._find_model(p_reference));

SELECT is(pg_temp.load(p_apply => false), '{new model acme/old,new model acme/turbo,new price acme/turbo}', 'what would be new');
SELECT is((SELECT count(*) FROM agora_model.known_provider), 0::bigint, 'nothing is written');
SELECT is(pg_temp.load(), '{new model acme/old,new model acme/turbo,new price acme/turbo}', 'the same, applied');
SELECT results_eq($$SELECT m.reference, m.name, m.context_window, m.deprecated_at IS NOT NULL, m.input_usd::numeric FROM agora_model.known_model AS m ORDER BY m.reference$$,
                  $$VALUES ('acme/old', NULL, NULL::bigint, true, NULL::numeric), ('acme/turbo', 'Turbo', 1000, false, 3)$$, 'models, prices, deprecation');
SELECT results_eq($$SELECT p.provider, p.models, p.priced_models FROM agora_model.known_provider AS p ORDER BY p.provider$$, $$VALUES ('acme', 2::bigint, 1::bigint), ('reseller', 0, 0)$$, 'providers');
SELECT is(pg_temp.load(), '{}', 'again: nothing changes');
SELECT results_eq($$SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'model.catalogue.loaded.v1' ORDER BY e.event_id LIMIT 1$$, $$VALUES ('{"source": "genai-prices 1", "price_lists": 1, "models": 2}'::jsonb)$$, 'told');

-- rules
SELECT is(pg_temp.model('acme/turbo-x-latest'), 'acme/turbo', 'and, within or');
SELECT is(pg_temp.model('acme/turbo-x'), NULL, 'not half of an and');
SELECT is(pg_temp.model('acme/Turbo-20261231'), 'acme/turbo', 'a compact date is tried with dashes');
SELECT is(pg_temp.model('the-acme-cloud/turbo'), 'acme/turbo', 'another name of the provider');
SELECT is(pg_temp.model('turbo'), 'acme/turbo', 'no provider: by its rule for models');
SELECT is(pg_temp.model('reseller/turbo'), 'acme/turbo', 'a provider that offers models of others');
SELECT is(pg_temp.model('stranger'), NULL, 'nobody''s');

-- prices change, the past does not
SELECT is((agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1000000}', p_called_at => '2026-05-01Z')).cost_usd::numeric, 3::numeric, 'a call');
SELECT is(pg_temp.load(pg_temp.catalogue(4), false), '{changed price acme/turbo 2026-06-01}', 'another price');
SELECT agora_test.advance('1 day');
SELECT is(pg_temp.load(pg_temp.catalogue(4), p_source => 'genai-prices 2'), '{changed price acme/turbo 2026-06-02}', 'holds from now on');
SELECT is((SELECT array_agg(h.usd ORDER BY h.valid_from NULLS FIRST)::numeric[] FROM agora_model.price_history AS h), ARRAY[3, 4]::numeric[], 'in a list of its own');
SELECT is((SELECT sum(c.cost_usd) FROM agora_model.recorded_call AS c), 3::numeric, 'calls cost what they cost');
SELECT is(pg_temp.load(pg_temp.catalogue(4, '2026-12-24T00:00:00Z')), '{new price acme/turbo 2026-12-24}', 'a price that is announced');
SELECT is(pg_temp.load(pg_temp.catalogue(4, '2026-12-24T00:00:00Z')), '{}', 'is taken once');

-- what was set by hand
SELECT agora_test.advance('1 day');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 2}', p_source => 'our contract');
SELECT agora_test.advance('1 day');
SELECT is(pg_temp.load(pg_temp.catalogue(5)), '{kept acme/turbo 2026-06-04}', 'stays');
SELECT is((SELECT m.input_usd::numeric FROM agora_model.known_model AS m WHERE m.reference = 'acme/turbo'), 2::numeric, 'as it is');

-- wrong
SELECT agora_test.raises(format('SELECT * FROM agora_model.load_catalogue(%L, %L)', c.catalogue, 's'), '22023', 'a wrong catalogue: ' || left(c.catalogue, 60))
  FROM unnest(ARRAY['[]', '{}', '{"providers": [1]}', '{"providers": [{"provider": "A", "models": []}]}', '{"providers": [{"provider": "a", "models": [{"model": "m", "lists": [{"from": "x", "prices": {}}]}]}]}']) AS c(catalogue);
SELECT agora_test.raises($$SELECT * FROM agora_model.load_catalogue('{"providers": [{"provider": "a", "models": [{"model": "m", "lists": [{"prices": {"what": 1}}]}]}]}', 's')$$, '22023', 'a price of nothing');
SELECT agora_test.add_login('worker', 'agora_service');
SELECT agora_test.become('worker');
SELECT throws_ok($$SELECT * FROM agora_model.load_catalogue('{"providers": []}', 's')$$, '42501', NULL, 'not a service');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
