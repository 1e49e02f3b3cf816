-- performance(), performance_difference(), expensive_calls(): how models did in a window, and whether they differ.
BEGIN;
SELECT plan(29);
SELECT agora_test.at('2026-06-02 12:00Z');
SELECT agora_test.add_login('ada', 'agora_reader', true);
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'), agora_model.register_model('acme', 'mini');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3}', '-infinity'), agora_model.set_price('acme/mini', '{"input_mtok": 1}', '-infinity');
SELECT is_empty('SELECT * FROM agora_model.performance()', 'no calls');
-- Turbo: 100 calls, quality 0.90 to 0.99, every tenth fails, 1 to 100 ms; mini: 50 calls, 0.80 to 0.84.
SELECT count(agora_model.record_call('acme/turbo', 'generation', '{"input_tokens": 1000000}', p_success => n % 10 > 0, p_latency_ms => n, p_quality => 0.9 + (n % 10) * 0.01,
                                     p_called_at => agora.now() - n * interval '1 minute')) FROM generate_series(1, 100) AS n;
SELECT count(agora_model.record_call('acme/mini', 'generation', '{"input_tokens": 1000000}', p_quality => 0.8 + (n % 5) * 0.01, p_called_at => agora.now() - n * interval '1 minute'))
  FROM generate_series(1, 50) AS n;
SELECT agora_model.record_call('acme/turbo', 'review', '{"input_tokens": 5000000}', p_called_at => '2026-06-01 12:00Z'), agora_model.record_call('acme/new', 'review', '{"input_tokens": 1}', p_actor => agora_test.id('ada'));

PREPARE generation AS SELECT p.model, p.calls, trim_scale(p.success_share), p.rated, trim_scale(p.quality), p.latency_p50_ms, p.latency_p95_ms, p.latency_p99_ms, p.cost_usd::numeric, p.cost_per_call_usd::numeric
  FROM agora_model.performance('generation') AS p ORDER BY 1;
SELECT results_eq('generation', $$VALUES ('acme/mini', 50::bigint, 1::numeric, 50::bigint, 0.82, NULL::numeric, NULL::numeric, NULL::numeric, 50::numeric, 1::numeric),
                                         ('acme/turbo', 100, 0.9, 100, 0.945, 50, 95, 99, 300, 3)$$, 'by model: exact percentiles, means and shares');
SELECT is((SELECT p.quality_deviation FROM agora_model.performance('generation') AS p WHERE p.model = 'acme/mini'), (SELECT round(stddev_samp(0.8 + (n % 5) * 0.01), 6) FROM generate_series(1, 50) AS n), 'with the deviation of quality');
SELECT is((SELECT count(*) FROM agora_model.performance()), 3::bigint, 'a call exactly as old as the window is not in it');
SELECT is((SELECT p.calls FROM agora_model.performance('review', '25 hours') AS p WHERE p.model = 'acme/turbo'), 1::bigint, 'a longer window');
SELECT is((SELECT p.calls FROM agora_model.performance(p_window => '10 minutes', p_until => agora.now() - interval '10 minutes') AS p WHERE p.model = 'acme/turbo'), 10::bigint, 'an earlier one, with its end');
SELECT results_eq('SELECT m.stage, m.model, m.calls FROM agora_model.model_performance AS m ORDER BY 1, 2', 'SELECT p.stage, p.model, p.calls FROM agora_model.performance() AS p ORDER BY 1, 2', 'the view is the last day');
SELECT agora_model.reprice_calls('acme/mini', '{"input_mtok": 2}', '2026-01-01Z', agora.now(), 'contract', p_key => 'r');
SELECT is((SELECT p.cost_usd::numeric FROM agora_model.performance('generation') AS p WHERE p.model = 'acme/mini'), 100::numeric, 'by the last word on the cost');

CREATE TEMP TABLE d AS SELECT * FROM agora_model.performance_difference('acme/turbo', 'acme/mini', 'generation');
SELECT results_eq('SELECT d.metric, d.n, trim_scale(d.value), d.other_n, trim_scale(d.other_value), trim_scale(d.difference) FROM d',
                  $$VALUES ('success', 100::bigint, 0.9, 50::bigint, 1::numeric, -0.1), ('quality', 100, 0.945, 50, 0.82, 0.125), ('latency_ms', 100, 50.5, 0, NULL, NULL), ('cost_usd', 100, 3, 50, 2, 1)$$, 'four metrics, in order');
SELECT is((SELECT array_agg(d.is_significant) FROM d), ARRAY[true, true, NULL, true], 'significant or not, or too little to tell');
SELECT is((SELECT d.low > 0.1 AND d.high < 0.15 FROM d WHERE d.metric = 'quality'), true, 'the interval is around the difference');
SELECT is((SELECT (round(d.low, 4), round(d.high, 4)) FROM d WHERE d.metric = 'success'), (-0.1744, -0.0158), 'Newcombe''s interval of shares');
SELECT is((SELECT count(*) FROM agora_model.performance_difference('acme/turbo', 'acme/mini', 'generation', '30 seconds')), 0::bigint, 'no calls, no lines');
SELECT is((SELECT x.is_significant FROM agora_model.performance_difference('acme/turbo', 'acme/mini', 'generation', '61 seconds') AS x WHERE x.metric = 'quality'), NULL, 'one call tells nothing');
SELECT is((SELECT x.is_significant FROM agora_model.performance_difference('acme/turbo', 'acme/turbo') AS x WHERE x.metric = 'quality'), false, 'a model does not differ from itself');

SELECT results_eq('SELECT c.model, c.cost_usd::numeric FROM agora_model.expensive_calls(2) AS c', $$VALUES ('acme/turbo', 3::numeric), ('acme/turbo', 3)$$, 'the most expensive calls, those without a price aside');
SELECT is((SELECT c.cost_usd::numeric FROM agora_model.expensive_calls(1, '2 days') AS c), 15::numeric, 'of a longer window');
SELECT is((SELECT count(*) FROM agora_model.expensive_calls(5, '2 days', 'review')), 1::bigint, 'of a stage');

SELECT agora_test.become('ada');
SELECT is((SELECT array_agg(p.model) FROM agora_model.performance() AS p), '{acme/new}', 'a bound login sees how its own calls did');
SELECT is((SELECT count(*) FROM agora_model.expensive_calls()), 0::bigint, 'and what they cost');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$SELECT * FROM agora_model.performance('lunch')$$, 'ZP005', 'an unknown stage');
SELECT agora_test.raises($$SELECT * FROM agora_model.performance(p_window => '0')$$, '22023', 'no window');
SELECT agora_test.raises($$SELECT * FROM agora_model.performance(p_until => NULL)$$, '22023', 'no end');
SELECT agora_test.raises($$SELECT * FROM agora_model.performance(p_until => 'infinity')$$, '22023', 'an endless one');
SELECT agora_test.raises($$SELECT * FROM agora_model.performance_difference('acme/turbo', 'acme/none')$$, 'ZP001', 'an unknown model');
SELECT agora_test.raises($$SELECT * FROM agora_model.performance_difference('acme/turbo', 'acme/mini', p_alpha => 0)$$, '22023', 'alpha must be above 0');
SELECT agora_test.raises($$SELECT * FROM agora_model.performance_difference('acme/turbo', 'acme/mini', 'lunch')$$, 'ZP005', 'in an unknown stage');
SELECT agora_test.raises($$SELECT * FROM agora_model.expensive_calls(0)$$, '22023', 'no calls are not asked for');
SELECT agora_test.raises($$SELECT * FROM agora_model.expensive_calls(1, '1 day', 'lunch')$$, 'ZP005', 'of an unknown stage');
SELECT * FROM finish();
ROLLBACK;
