-- Price lists: who sets them, from when on; calls of the past keep what they cost, calls without a price get it once.
BEGIN;
SELECT plan(55);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
CREATE FUNCTION pg_temp.price(p_prices jsonb, p_from timestamptz DEFAULT agora.now(), p_key text DEFAULT NULL, p_model text DEFAULT 'acme/turbo') RETURNS bigint LANGUAGE sql
RETURN agora_model.set_price(p_model, p_prices, p_from, p_key => p_key);
CREATE FUNCTION pg_temp.call(p_key text, p_at timestamptz DEFAULT NULL, p_model text DEFAULT 'acme/turbo', p_usage jsonb DEFAULT '{"input_tokens": 1000000}') RETURNS numeric LANGUAGE sql
RETURN (agora_model.record_call(p_model, NULL, p_usage, p_called_at => p_at, p_key => p_key)).cost_usd;
CREATE FUNCTION pg_temp.costs() RETURNS numeric[] LANGUAGE sql RETURN (SELECT array_agg(c.cost_usd ORDER BY c.llm_call_id) FROM agora_model.recorded_call AS c);

-- wrong prices
SELECT agora_test.raises($$SELECT pg_temp.price(NULL)$$, '22023', 'none');
SELECT agora_test.raises($$SELECT pg_temp.price('[]')$$, '22023', 'a list');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": -1}')$$, '22023', 'negative');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": "3"}')$$, '22023', 'a text');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": null}')$$, '22023', 'null');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 0.0000000000001}')$$, '22023', '13 decimals');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 1000001}')$$, '22023', 'above a million');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input": 1}')$$, '22023', 'an unknown unit');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 1, "currency": "EUR"}')$$, '22023', 'another currency');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": {"base": 1, "tiers": [{"start": 0, "price": 2}]}}')$$, '22023', 'a tier from nothing');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": {"base": 1, "tiers": [{"start": 5, "price": 2}, {"start": 5, "price": 3}]}}')$$, '22023', 'two tiers from one start');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": {"base": 1, "tiers": [{"start": 5}]}}')$$, '22023', 'a tier without price');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": {"tiers": []}}')$$, '22023', 'tiers without base');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": {"base": 1, "minimum": -1}}')$$, '22023', 'a minimum below nothing');
SELECT agora_test.raises($$SELECT pg_temp.price('{"sets": []}')$$, '22023', 'no sets');
SELECT agora_test.raises($$SELECT pg_temp.price('{"sets": [{"window": ["09:00", "10:00"], "prices": {"input_mtok": 1}}]}')$$, '22023', 'a gap: no set for the rest of the day');
SELECT agora_test.raises($$SELECT pg_temp.price('{"sets": [{"prices": {}}, {"window": ["9", "10:00"], "prices": {}}]}')$$, '22023', 'a window that is no time');
SELECT agora_test.raises($$SELECT pg_temp.price('{"sets": [{"prices": {}}, {"variant": {}, "prices": {}}]}')$$, '22023', 'an empty variant');
SELECT agora_test.raises($$SELECT pg_temp.price('{"sets": [{"prices": {}, "more": 1}]}')$$, '22023', 'an unknown field');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 1}', NULL)$$, '22023', 'no moment');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 1}', 'infinity')$$, '22023', 'never');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 1}', p_model => 'acme/none')$$, 'ZP001', 'an unknown model');
SELECT agora_test.raises($$SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}', p_source => '')$$, '22023', 'no source');
SELECT is((SELECT count(*) FROM agora_model.price_history), 0::bigint, 'nothing of it was kept');

-- the past
SELECT is(pg_temp.call('u1', '2026-05-01Z'), NULL, 'a call without a price');
SELECT is(pg_temp.call('u2', '2026-03-01Z'), NULL, 'and an earlier one');
SELECT is((SELECT c.calls FROM agora_model.unpriced_call AS c), 2::bigint, 'both wait');
CREATE TEMPORARY TABLE list AS SELECT pg_temp.price('{"input_mtok": 3}', '2026-04-01Z', 'k1') AS id;
SELECT is(pg_temp.costs(), ARRAY[3, NULL]::numeric[], 'priced by the first list that covers their time');
SELECT is((SELECT count(*) FROM agora_model.call_correction AS c WHERE c.old_cost_usd IS NULL AND c.reason = 'a price arrived'), 1::bigint, 'which is on record');
SELECT is((SELECT c.recorded_cost_usd FROM agora_model.recorded_call AS c WHERE c.cost_usd = 3), NULL, 'beside what was recorded');
SELECT results_eq($$SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'model.call.repriced.v1'$$,
                  $$SELECT jsonb_build_object('model_id', m.model_id, 'calls', 1, 'reason', 'a price arrived') FROM agora_model.known_model AS m$$, 'and told');
SELECT is(pg_temp.price('{"input_mtok": 3}', '2026-04-01Z', 'k1'), (SELECT l.id FROM list AS l), 'the same call again: the same list');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 4}', '2026-04-01Z', 'k1')$$, 'ZA003', 'the key for another price');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 4}', '2026-04-01Z')$$, 'ZP003', 'two lists from one moment');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 4}', '2026-04-15Z')$$, 'ZP004', 'a list that would change what a call cost');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 4}', '2026-05-01Z')$$, 'ZP004', 'at its very moment');
SELECT lives_ok($$SELECT pg_temp.price('{"input_mtok": 4}', '2026-05-01 00:00:01Z')$$, 'after it is allowed: no call was priced since');
SELECT lives_ok($$SELECT pg_temp.price('{"input_mtok": 2}', '2026-02-01Z')$$, 'before the first list, too, where no call was priced');
SELECT is(pg_temp.costs(), ARRAY[3, 2]::numeric[], 'it prices what waited');
SELECT is((SELECT count(*) FROM agora_model.unpriced_call), 0::bigint, 'nothing waits');
SELECT is(pg_temp.call('n1'), 4::numeric, 'today''s list');
SELECT agora_test.raises($$SELECT pg_temp.price('{"input_mtok": 5}')$$, 'ZP004', 'now is too late for a call of now');
SELECT agora_test.advance('1 hour');
SELECT lives_ok($$SELECT pg_temp.price('{"input_mtok": 5}')$$, 'from now on');
SELECT is(pg_temp.call('n2'), 5::numeric, 'costs more');
SELECT is(pg_temp.costs(), ARRAY[3, 2, 4, 5]::numeric[], 'what was recorded stays');
SELECT results_eq($$SELECT h.valid_from, h.valid_until, h.usd::numeric FROM agora_model.price_history AS h ORDER BY h.valid_from$$,
                  $$VALUES ('2026-02-01Z'::timestamptz, '2026-04-01Z'::timestamptz, 2::numeric), ('2026-04-01Z', '2026-05-01 00:00:01Z', 3), ('2026-05-01 00:00:01Z', '2026-06-01 13:00Z', 4), ('2026-06-01 13:00Z', NULL, 5)$$,
                  'the history has neither gap nor overlap');
SELECT agora_test.raises($$UPDATE agora_model.model_price SET usd = 1$$, 'ZA010', 'and cannot be rewritten');
SELECT agora_test.raises($$DELETE FROM agora_model.price_list$$, 'ZA010', 'nor removed');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'model.price.changed.v1'), 4::bigint, 'an event each');

-- a call whose usage cannot be priced stays unpriced
SELECT pg_temp.call('odd', p_model => 'acme/other', p_usage => '{"cache_read_tokens": 5}');
SELECT pg_temp.price('{"input_mtok": 5, "cache_read_mtok": 1}', '-infinity', p_model => 'acme/other');
SELECT is((SELECT c.calls FROM agora_model.unpriced_call AS c), 1::bigint, 'usage that no price fits stays unpriced, and nothing fails');

-- who may
SELECT agora_test.add_login('worker', 'agora_service'), agora_test.add_login('boss', 'agora_operator');
SELECT agora_test.become('worker');
SELECT throws_ok($$SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}')$$, '42501', NULL, 'not a service');
SELECT agora_test.become('boss');
SELECT lives_ok($$SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}', '2027-01-01Z')$$, 'an operator');
SELECT agora_test.raises($$SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}', p_actor => 999999)$$, 'ZA001', 'who must be known');
RESET SESSION AUTHORIZATION;
-- one call that cannot be priced is not in the way of the others
SELECT agora_model.record_call('acme/late', NULL, u) FROM unnest('{"{\"input_tokens\": 1000000000000, \"output_tokens\": 1000000000000}","{\"input_tokens\": 1}"}'::jsonb[]) AS u;
SELECT lives_ok($$SELECT agora_model.set_price('acme/late', '{"input_mtok": 1000000, "output_mtok": 1000000}', '-infinity')$$, 'what would cost more than there is');
SELECT results_eq($$SELECT c.cost_usd::numeric FROM agora_model.recorded_call AS c WHERE c.model LIKE '%late' ORDER BY c.llm_call_id$$, $$VALUES (NULL::numeric), (1)$$, 'stays without a price, the others get theirs');
SELECT * FROM finish();
ROLLBACK;
