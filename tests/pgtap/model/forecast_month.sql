-- forecast_month(): what was spent and the mean of whole days for those that remain, with the interval of a sum.
BEGIN;
SELECT plan(17);
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}', '-infinity');
CREATE FUNCTION pg_temp.spend(p_usd integer, p_at timestamptz, p_stage text DEFAULT NULL) RETURNS numeric LANGUAGE sql
RETURN (agora_model.record_call('acme/turbo', p_stage, jsonb_build_object('input_tokens', p_usd * 1000000), p_called_at => p_at)).cost_usd;

SELECT agora_test.at('2026-06-11 00:00Z');
SELECT results_eq('SELECT f.month, f.spent_usd::numeric, f.days, f.remaining_days, f.confidence FROM agora_model.forecast_month() AS f',
                  $$VALUES ('2026-06-01'::date, 0::numeric, 0, 20::numeric, 0.95)$$, 'nothing was spent');
SELECT is((SELECT f.forecast_usd IS NULL AND f.low_usd IS NULL AND f.daily_usd IS NULL FROM agora_model.forecast_month() AS f), true, 'so nothing can be foretold');
SELECT pg_temp.spend(2, '2026-06-11Z');
SELECT is((SELECT (f.spent_usd::numeric, f.days, f.forecast_usd) FROM agora_model.forecast_month() AS f), (2::numeric, 0, NULL::agora.usd), 'today is not a whole day');
SELECT pg_temp.spend(10, '2026-06-10 23:59:59Z', 'review');
SELECT is((SELECT (f.spent_usd::numeric, f.days, f.daily_usd::numeric, f.forecast_usd::numeric) FROM agora_model.forecast_month() AS f), (12::numeric, 1, 10::numeric, 212::numeric), 'one whole day: its cost for each that remains');
SELECT is((SELECT f.high_usd IS NULL FROM agora_model.forecast_month() AS f), true, 'but no interval');
SELECT pg_temp.spend(20, '2026-06-07Z', 'generation'), pg_temp.spend(6, '2026-05-31Z'), pg_temp.spend(1000, '2026-05-11 23:00Z');
-- Days 31 May to 10 June: 6, 0, 0, 0, 0, 0, 0, 20, 0, 0, 10; the day before the window counts in neither.
SELECT is((SELECT (f.spent_usd::numeric, f.days, f.daily_usd::numeric, f.forecast_usd::numeric) FROM agora_model.forecast_month() AS f),
          (32::numeric, 11, round(36 / 11.0, 6), round(32 + 36 * 20 / 11.0, 6)), 'the window of days begins with its first call');
SELECT agora.set_setting('model.forecast_days', '5', 'test');
SELECT is((SELECT (f.days, f.daily_usd::numeric, f.forecast_usd::numeric) FROM agora_model.forecast_month() AS f), (4, 7.5, 182::numeric), 'and no earlier than the setting says');
SELECT agora.set_setting('model.forecast_days', '30', 'test');
SELECT is((SELECT round(f.high_usd, 4) FROM agora_model.forecast_month() AS f),
          (SELECT round((32 + 20 * avg(d.usd) + 2.228138852 * stddev_samp(d.usd) * sqrt(20 + 400 / 11.0))::numeric, 4) FROM unnest(ARRAY[6, 0, 0, 0, 0, 0, 0, 20, 0, 0, 10]) AS d(usd)), 'the interval of a sum of days, by Student');
SELECT is((SELECT f.low_usd::numeric FROM agora_model.forecast_month() AS f), 32::numeric, 'never below what is spent');
SELECT cmp_ok((SELECT f.high_usd::numeric FROM agora_model.forecast_month(p_confidence => 0.5) AS f), '<', (SELECT f.high_usd::numeric FROM agora_model.forecast_month() AS f), 'less sure, narrower');
SELECT is((SELECT (f.spent_usd::numeric, f.days) FROM agora_model.forecast_month('{"stage": "generation"}') AS f), (20::numeric, 4), 'narrowed');
SELECT agora_test.at('2026-06-30 23:59:59.9Z');
SELECT is((SELECT round(f.remaining_days, 5) FROM agora_model.forecast_month() AS f), 0.00000, 'to the end of the month');
SELECT agora_test.at('2026-12-31 12:00Z');
SELECT is((SELECT (f.month, f.remaining_days) FROM agora_model.forecast_month() AS f), ('2026-12-01'::date, 0.5), 'of December, too');
SELECT agora_test.raises('SELECT agora_model.forecast_month(p_confidence => 1)', '22023', 'never sure');
SELECT agora_test.raises('SELECT agora_model.forecast_month(p_confidence => NULL)', '22023', 'nor unsaid');
SELECT agora_test.raises($$SELECT agora_model.forecast_month('{"x": "y"}')$$, '22023', 'not narrowed so');
SELECT agora_test.raises($$SELECT agora_model.forecast_month('{"model": "acme/none"}')$$, 'ZP001', 'an unknown model');
SELECT * FROM finish();
ROLLBACK;
