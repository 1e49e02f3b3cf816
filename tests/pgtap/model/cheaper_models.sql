-- cheaper_models() and cost_recommendation: what would do the work for less, and what is known of it.
BEGIN;
SELECT plan(18);
SELECT agora_test.at('2026-06-30 12:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.register_model('acme', x) FROM unnest(ARRAY['mini', 'micro', 'nano', 'old', 'dear', 'voice']) AS x;
SELECT agora_model.register_model('acme', 'narrow', p_facts => '{"context_window": 1500}');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3, "cache_read_mtok": 0.3, "output_mtok": 15}', '-infinity');
SELECT agora_model.set_price('acme/' || x.model, jsonb_build_object('input_mtok', x.usd, 'output_mtok', x.usd), '-infinity')
  FROM (VALUES ('mini', 1), ('micro', 0.5), ('nano', 0.1), ('old', 0.1), ('dear', 50), ('narrow', 0.1)) AS x(model, usd);
SELECT agora_model.set_price('acme/voice', '{"audio_hours": 0.1}', '-infinity');
SELECT agora_model.deprecate_model('acme/old');
SELECT is_empty($$SELECT * FROM agora_model.cheaper_models('generation')$$, 'a stage without calls has nothing to save');
-- Turbo does 10 calls of the stage, whose mean call is 2000 in, 1000 of them cached, 1000 out: 0.003 + 0.0003 + 0.015.
SELECT count(agora_model.record_call('acme/turbo', 'generation', '{"input_tokens": 2000, "cache_read_tokens": 1000, "output_tokens": 1000}', p_quality => 0.95, p_success => n > 1)) FROM generate_series(1, 10) AS n;
SELECT count(agora_model.record_call('acme/mini', 'generation', '{"input_tokens": 500, "output_tokens": 10}', p_quality => 0.9)) FROM generate_series(1, 4) AS n;
SELECT count(agora_model.record_call('acme/micro', 'review', '{"input_tokens": 500, "output_tokens": 10}', p_quality => 0.7, p_success => n > 1)) FROM generate_series(1, 2) AS n;
SELECT agora_model.record_call('acme/micro', 'generation', '{"input_tokens": 500, "output_tokens": 10}'); -- nobody judged it
PREPARE cheaper AS SELECT c.model, c.cost_per_call_usd::numeric, trim_scale(c.saving_share), c.evidence, c.calls, trim_scale(round(c.success_share, 2)), trim_scale(c.quality) FROM agora_model.cheaper_models('generation') AS c;
SELECT results_eq('cheaper', $$VALUES ('acme/mini', 0.003::numeric, round(1 - 0.003 / 0.0183, 6), 'stage', 4::bigint, 1::numeric, 0.9),
                                      ('acme/micro', 0.0015, round(1 - 0.0015 / 0.0183, 6), 'elsewhere', 3, 0.67, 0.7),
                                      ('acme/nano', 0.0003, round(1 - 0.0003 / 0.0183, 6), 'none', 0, NULL, NULL)$$,
    'judged in the stage, called elsewhere, untried; not what is dearer, deprecated, too narrow or priced by other things');
SELECT is((SELECT (c.current_model, c.current_cost_per_call_usd::numeric, trim_scale(c.current_success_share), trim_scale(c.current_quality)) FROM agora_model.cheaper_models('generation', p_limit => 1) AS c),
          ('acme/turbo'::text, 0.0183, 0.9, 0.95), 'against the model that does most of it');
SELECT is((SELECT c.saving_usd_month::numeric FROM agora_model.cheaper_models('generation', p_limit => 1) AS c), 0.153, 'ten calls in thirty days: their saving');
SELECT is((SELECT c.saving_usd_month::numeric FROM agora_model.cheaper_models('generation', p_window => '3 days', p_limit => 1) AS c), 1.53, 'in three: ten times that in thirty');
SELECT is((SELECT array_agg(c.model) FROM agora_model.cheaper_models('generation', 'ACME/mini') AS c), '{acme/micro,acme/nano,acme/narrow}', 'against another model, whose calls were shorter');
SELECT is_empty($$SELECT * FROM agora_model.cheaper_models('generation', 'acme/nano')$$, 'one that made no calls there');
SELECT is_empty('SELECT * FROM agora_model.cost_recommendation', 'what is tried and not as good, 0.90 where 0.92 are asked for, is not recommended');
SELECT count(agora_model.record_call('acme/mini', 'generation', '{"input_tokens": 500, "output_tokens": 10}', p_quality => 0.94)) FROM generate_series(1, 4) AS n;
SELECT results_eq('SELECT r.stage, r.current_model, r.model, r.quality, r.recommendation FROM agora_model.cost_recommendation AS r',
                  $$VALUES ('generation', 'acme/turbo', 'acme/mini', 0.92, 'move generation to acme/mini, saves 0.15 USD a month')$$, 'with as much and 0.03 less than now, it is');
SELECT agora.set_setting('model.min_saving', '0.85', 'a test');
SELECT is_empty('SELECT * FROM agora_model.cost_recommendation', 'not where it saves too little');
SELECT agora.set_setting('model.min_saving', '0.5', 'a test');
SELECT agora_model.assign_models('generation', '{"acme/turbo": 1}', p_is_pinned => true);
SELECT is_empty('SELECT * FROM agora_model.cost_recommendation', 'nor where the stage is pinned');
SELECT agora_test.at('2026-07-31 12:00Z');
SELECT is_empty($$SELECT * FROM agora_model.cheaper_models('generation')$$, 'calls of long ago count no more');
SELECT agora_test.raises($$SELECT * FROM agora_model.cheaper_models('lunch')$$, 'ZP005', 'an unknown stage');
SELECT agora_test.raises($$SELECT * FROM agora_model.cheaper_models(NULL)$$, '22023', 'no stage');
SELECT agora_test.raises($$SELECT * FROM agora_model.cheaper_models('generation', 'acme/none')$$, 'ZP001', 'an unknown model');
SELECT agora_test.raises($$SELECT * FROM agora_model.cheaper_models('generation', p_window => '-1 day')$$, '22023', 'a window that ends before it begins');
SELECT agora_test.raises($$SELECT * FROM agora_model.cheaper_models('generation', p_limit => 0)$$, '22023', 'none');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'nothing is violated');
SELECT * FROM finish();
ROLLBACK;
