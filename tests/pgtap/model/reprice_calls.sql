-- The past is priced anew on purpose only: both prices stay on record.
BEGIN;
SELECT plan(26);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3}', '-infinity');
SELECT agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1000000}', p_called_at => d, p_key => d::text) FROM unnest(ARRAY['2026-04-30 23:59Z', '2026-05-01Z', '2026-05-15Z', '2026-05-31Z', '2026-06-01 11:00Z']::timestamptz[]) AS d;
CREATE FUNCTION pg_temp.again(p_prices jsonb DEFAULT '{"input_mtok": 2}', p_from timestamptz DEFAULT '2026-05-01Z', p_until timestamptz DEFAULT '2026-05-31Z', p_reason text DEFAULT 'the contract of May', p_dry boolean DEFAULT false, p_key text DEFAULT 'r1', p_model text DEFAULT 'acme/turbo')
RETURNS TABLE (calls bigint, old_usd numeric, new_usd numeric) LANGUAGE sql
BEGIN ATOMIC SELECT * FROM agora_model.reprice_calls(p_model, p_prices, p_from, p_until, p_reason, p_dry, p_key); END;
CREATE FUNCTION pg_temp.costs() RETURNS numeric[] LANGUAGE sql RETURN (SELECT array_agg(c.cost_usd ORDER BY c.called_at) FROM agora_model.recorded_call AS c);

SELECT results_eq($$SELECT * FROM pg_temp.again(p_dry => true, p_key => NULL)$$, $$VALUES (2::bigint, 6::numeric, 4::numeric)$$, 'a dry run says what would change');
SELECT is(pg_temp.costs(), ARRAY[3, 3, 3, 3, 3]::numeric[], 'and changes nothing');
SELECT is((SELECT count(*) FROM agora_model.price_history), 1::bigint, 'no list');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'model.call.repriced.v1'), 0::bigint, 'no event');
SELECT results_eq($$SELECT * FROM pg_temp.again()$$, $$VALUES (2::bigint, 6::numeric, 4::numeric)$$, 'from its start, not at its end');
SELECT is(pg_temp.costs(), ARRAY[3, 2, 2, 3, 3]::numeric[], 'the calls of that time');
SELECT results_eq($$SELECT c.recorded_cost_usd::numeric, c.correction_reason FROM agora_model.recorded_call AS c WHERE c.cost_usd = 2 ORDER BY c.called_at$$, $$VALUES (3::numeric, 'the contract of May'), (3, 'the contract of May')$$, 'keep what they were recorded with, and the reason');
SELECT results_eq($$SELECT c.old_cost_usd::numeric, c.cost_usd::numeric FROM agora_model.call_correction AS c$$, $$VALUES (3::numeric, 2::numeric), (3, 2)$$, 'both are on record');
SELECT results_eq($$SELECT * FROM pg_temp.again()$$, $$VALUES (2::bigint, 6::numeric, 4::numeric)$$, 'the same call again: the same answer');
SELECT agora_test.raises($$SELECT pg_temp.again(p_reason => 'another')$$, 'ZA003', 'its key for another correction');
SELECT is((SELECT count(*) FROM agora_model.call_correction), 2::bigint, 'corrected once');
SELECT is((agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1000000}', p_called_at => '2026-05-20Z')).cost_usd::numeric, 2::numeric, 'a late call of that time is priced right at once');
SELECT is((agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1000000}')).cost_usd::numeric, 3::numeric, 'and calls of today as before');
SELECT results_eq($$SELECT * FROM pg_temp.again('{"input_mtok": 1}', p_key => 'r2')$$, $$VALUES (3::bigint, 6::numeric, 3::numeric)$$, 'the last correction counts');
SELECT is((agora_model.estimate_cost('acme/turbo', '{"input_tokens": 1000000}', '{}', '2026-05-20Z')), 1::numeric, 'for what comes later, too');
SELECT results_eq($$SELECT e.payload - 'price_list_id' - 'model_id' FROM agora_event.event AS e WHERE e.topic = 'model.call.repriced.v1' ORDER BY e.event_id LIMIT 1$$,
                  $$VALUES ('{"calls": 2, "old_usd": 6, "new_usd": 4, "reason": "the contract of May"}'::jsonb)$$, 'told');
SELECT results_eq($$SELECT h.valid_from, h.valid_until, h.is_correction FROM agora_model.price_history AS h ORDER BY h.price_list_id$$,
                  $$VALUES (NULL::timestamptz, NULL::timestamptz, false), ('2026-05-01Z', '2026-05-31Z', true), ('2026-05-01Z', '2026-05-31Z', true)$$, 'the history says which lists are corrections');
SELECT agora_test.raises($$SELECT pg_temp.again(p_until => agora.now() + interval '1 second', p_key => 'r3')$$, '22023', 'the future is not corrected');
SELECT agora_test.raises($$SELECT pg_temp.again(p_until => '2026-05-01Z', p_key => 'r3')$$, '22023', 'nor a moment');
SELECT agora_test.raises($$SELECT pg_temp.again(p_from => NULL, p_key => 'r3')$$, '22023', 'nor nothing');
SELECT agora_test.raises($$SELECT pg_temp.again(p_reason => ' ', p_key => 'r3')$$, '22023', 'nor for no reason');
SELECT agora_test.raises($$SELECT pg_temp.again(p_key => NULL)$$, '22023', 'nor without a key');
SELECT agora_test.raises($$SELECT pg_temp.again('{"x": 1}', p_key => 'r3')$$, '22023', 'nor with no prices');
SELECT agora_test.raises($$SELECT pg_temp.again(p_model => 'acme/none', p_key => 'r3')$$, 'ZP001', 'nor for an unknown model');
SELECT agora_test.add_login('worker', 'agora_service');
SELECT agora_test.become('worker');
SELECT throws_ok($$SELECT agora_model.reprice_calls('acme/turbo', '{}', '2026-05-01Z', '2026-05-02Z', 'x', p_key => 'r4')$$, '42501', NULL, 'nor by a service');
RESET SESSION AUTHORIZATION;
SELECT is_empty($$SELECT * FROM agora.check_invariants()$$, 'nothing is violated');
SELECT * FROM finish();
ROLLBACK;
