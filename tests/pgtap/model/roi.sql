-- set_infra_cost(), roi(), cost_scorecard: own infrastructure against the cloud, and the milestones.
BEGIN;
SELECT plan(31);
SELECT agora_test.at('2026-07-01 00:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'), agora_model.register_provider('local'), agora_model.register_model('local', 'llama');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3}', '2026-05-02Z'), agora_model.set_price('local/llama', '{"input_mtok": 0.5}', '-infinity');
SELECT is_empty('SELECT * FROM agora_model.infrastructure', 'none yet');
SELECT is((SELECT (r.local_calls, r.saved_usd, r.payback_months) FROM agora_model.roi('acme/turbo', '2026-06-01Z') AS r), (0::bigint, 0::numeric, NULL::numeric), 'nothing to compare');
CREATE TEMP TABLE told AS SELECT agora_model.set_infra_cost('gpu-1', 'local', 60, 300, '2026-06-01Z') AS id;
SELECT is(agora_model.set_infra_cost('gpu-1', 'local', 60.0, 300, '2026-06-01Z'), t.id, 'said again alike: the same') FROM told AS t;
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost('gpu-1', 'local', 61, 300, '2026-06-01Z')$$, 'ZP030', 'otherwise: refused');
SELECT agora_model.set_infra_cost('gpu-1', 'local', 30, 0, '2026-06-16Z');
SELECT results_eq('SELECT i.valid_from, i.valid_until, i.monthly_usd::numeric FROM agora_model.infrastructure AS i ORDER BY 1',
                  $$VALUES ('2026-06-01Z'::timestamptz, '2026-06-16Z'::timestamptz, 60::numeric), ('2026-06-16Z', NULL, 30)$$, 'the next one ends it');

-- 100 million tokens on own infrastructure in June, one call before acme had a price, one of acme's own.
SELECT count(agora_model.record_call('local/llama', 'generation', '{"input_tokens": 10000000}', p_called_at => '2026-06-01Z'::timestamptz + n * interval '1 day')) FROM generate_series(0, 9) AS n;
SELECT agora_model.record_call('local/llama', 'generation', '{"input_tokens": 1000000}', p_called_at => '2026-05-01Z'), agora_model.record_call('acme/turbo', 'review', '{"input_tokens": 1000000}', p_called_at => '2026-06-05Z');
SELECT results_eq($$SELECT r.local_calls, r.compared_calls, r.cloud_usd::numeric, r.calls_usd::numeric, r.running_usd::numeric, r.invested_usd::numeric, r.saved_usd, r.saved_usd_month, r.payback_months, r.return_share
                      FROM agora_model.roi('acme/turbo', '2026-06-01Z') AS r$$,
                  $$VALUES (10::bigint, 10::bigint, 300::numeric, 50::numeric, 45::numeric, 300::numeric, 205::numeric, 205::numeric, 1.463, round((205 - 300) / 395.0, 6))$$, 'June: the cloud less calls and half a month at either price');
SELECT is((SELECT (r.running_usd::numeric, r.saved_usd_month) FROM agora_model.roi('acme/turbo', '2026-06-01Z', '2026-06-16Z') AS r), (30::numeric, 440::numeric), 'half of it');
SELECT is((SELECT (r.local_calls, r.compared_calls, r.cloud_usd::numeric, r.calls_usd::numeric) FROM agora_model.roi('acme/turbo', '2026-05-01Z') AS r), (11::bigint, 10::bigint, 300::numeric, 50::numeric), 'what the cloud had no price for is not compared');
SELECT is((SELECT (r.saved_usd < 0, r.payback_months) FROM agora_model.roi('acme/turbo', '2026-06-15Z') AS r), (true, NULL::numeric), 'what saves nothing never pays');
SELECT is((SELECT (r.local_calls, r.running_usd::numeric) FROM agora_model.roi('acme/turbo', '2026-06-01Z', p_provider => 'acme') AS r), (0::bigint, 0::numeric), 'of one provider');
SELECT agora_test.raises($$SELECT agora_model.roi('acme/turbo', '2026-06-01Z', '2026-06-01Z')$$, '22023', 'no time');
SELECT agora_test.raises($$SELECT agora_model.roi('acme/turbo', '-infinity')$$, '22023', 'all time');
SELECT agora_test.raises($$SELECT agora_model.roi('acme/none', '2026-06-01Z')$$, 'ZP001', 'an unknown model');
SELECT agora_test.raises($$SELECT agora_model.roi('acme/turbo', '2026-04-01Z', '2026-05-01Z')$$, 'ZP002', 'one without a price then');
SELECT agora_test.raises($$SELECT agora_model.roi('acme/turbo', '2026-06-01Z', p_provider => 'nobody')$$, 'ZP006', 'an unknown provider');
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost('x', 'nobody', 1)$$, 'ZP006', 'infrastructure of nobody');
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost(' ', 'local', 1)$$, '22023', 'without a name');
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost('x', 'local', -1)$$, '22023', 'for less than nothing');
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost('x', 'local', 1, 'NaN')$$, '22023', 'for no number');
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost('x', 'local', 1, p_from => 'infinity')$$, '22023', 'from never on');
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost('x', 'local', 1, p_actor => 999999)$$, 'ZA001', 'by nobody');
SELECT agora.suspend_principal(agora.register_principal('mallory'), 'test');
SELECT agora_test.raises($$SELECT agora_model.set_infra_cost('x', 'local', 1, p_actor => agora_test.id('mallory'))$$, 'ZA002', 'by one who is suspended');
SELECT throws_ok('DELETE FROM agora_model.infra_cost', 'ZA010', NULL, 'what it cost stays');
SELECT agora_test.add_login('worker', 'agora_service');
SELECT agora_test.become('worker');
SELECT throws_ok($$SELECT agora_model.set_infra_cost('x', 'local', 1)$$, '42501', NULL, 'a service says nothing of it');
SELECT throws_ok($$SELECT agora_model.roi('acme/turbo', '2026-06-01Z')$$, '42501', NULL, 'nor asks');
RESET SESSION AUTHORIZATION;

-- Milestones.
SELECT is((SELECT count(*) FROM agora_model.cost_scorecard AS s WHERE s.value IS NOT NULL), 0::bigint, 'nothing happened this week');
SELECT agora_model.record_call('acme/turbo', 'generation', '{"input_tokens": 5000}', p_success => n % 25 > 0, p_quality => 0.97, p_correlation_id => md5((n / 2)::text)::uuid) FROM generate_series(2, 101) AS n;
SELECT agora_model.record_call('local/llama', 'review', '{"input_tokens": 5000}'), agora_model.record_call('acme/new', 'review', '{"input_tokens": 1}'), agora_model.record_call('local/llama', 'review', '{"input_tokens": 5000}');
-- Fifty generations of two calls of 0.015; calls 25, 50, 75 and 100 fail: 25 and 75 are last of theirs.
SELECT is((SELECT array_agg((s.milestone, s.value, s.met)::text ORDER BY s.target) FROM agora_model.cost_scorecard AS s WHERE s.metric = 'generation_cost'),
          ARRAY['(long_term,0.030000,f)', '(release,0.030000,f)'], 'cost of a generation; equality does not pass a strict target');
SELECT is((SELECT array_agg((s.value, s.met)::text ORDER BY s.target) FROM agora_model.cost_scorecard AS s WHERE s.metric = 'generation_saving'), ARRAY['(0.400000,t)', '(0.400000,f)'], 'saved against the baseline; equality passes');
SELECT is((SELECT array_agg((s.value, s.met)::text ORDER BY s.target) FROM agora_model.cost_scorecard AS s WHERE s.metric = 'generation_success'), ARRAY['(0.960000,t)', '(0.960000,f)', '(0.960000,f)'], 'success of a generation: its last call''s');
SELECT is((SELECT (round(s.value, 4), s.met) FROM agora_model.cost_scorecard AS s WHERE s.metric = 'cost_coverage'), (round(102 / 103.0, 4), true), 'calls that have a price');
SELECT is((SELECT (s.value, s.met) FROM agora_model.cost_scorecard AS s WHERE s.metric = 'local_stages'), (0.5, false), 'stages that mostly run on own infrastructure');
SELECT * FROM finish();
ROLLBACK;
