-- Surveys, figures from outside, and the verdict on a pilot.
BEGIN;
SELECT plan(40);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('user' || n) FROM generate_series(1, 5) AS n;
CREATE FUNCTION pg_temp.answer(p_who integer, p_fairness integer, p_satisfaction integer, p_comment text DEFAULT NULL, p_survey text DEFAULT 'week 1') RETURNS timestamptz LANGUAGE sql
RETURN agora_reward.answer_survey(p_survey, p_fairness, p_satisfaction, p_comment, agora_test.id('user' || p_who));

-- The verdict: every boundary.
SELECT is(agora_reward.pilot_verdict(v.share, v.red_flags), v.verdict, format('%s with %s', v.share, v.red_flags))
  FROM (VALUES (1, 0, 'proceed'), (0.8, 1, 'proceed'), (0.8, 2, 'extend'), (0.799999, 0, 'extend'), (0.6, 3, 'extend'), (0.6, 4, 'pivot'), (0.599999, 3, 'pivot'), (0.4, 4, 'pivot'),
               (0.4, 5, 'postpone'), (0.399999, 0, 'postpone'), (0, 16, 'postpone')) AS v(share, red_flags, verdict);
SELECT agora_test.raises($$SELECT agora_reward.pilot_verdict(1.1, 0)$$, '22023', 'more than all');
SELECT agora_test.raises($$SELECT agora_reward.pilot_verdict(NULL, 0)$$, '22023', 'no share');
SELECT agora_test.raises($$SELECT agora_reward.pilot_verdict(1, -1)$$, '22023', 'less than no flag');

-- Surveys.
SELECT is(pg_temp.answer(1, 5, 4, 'good'), agora.now(), 'an answer');
SELECT agora_test.advance('1 hour');
SELECT is(pg_temp.answer(1, 5, 4, 'good'), '2026-01-01 00:00+00'::timestamptz, 'the same again: the first');
SELECT agora_test.raises($$SELECT pg_temp.answer(1, 4, 4, 'good')$$, 'ZR038', 'another one');
SELECT agora_test.raises($$SELECT pg_temp.answer(1, 5, 4)$$, 'ZR038', 'without its comment');
SELECT agora_test.raises($$SELECT pg_temp.answer(2, 0, 4)$$, '22023', 'below the scale');
SELECT agora_test.raises($$SELECT pg_temp.answer(2, 5, 6)$$, '22023', 'above it');
SELECT agora_test.raises($$SELECT pg_temp.answer(2, NULL, 5)$$, '22023', 'nothing');
SELECT agora_test.raises($$SELECT pg_temp.answer(2, 5, 5, p_survey => ' ')$$, '22023', 'no survey');
SELECT pg_temp.answer(n, 4, 6 - n) FROM generate_series(2, 4) AS n;
SELECT pg_temp.answer(5, 3, 5);
SELECT results_eq($$SELECT r.responses, r.fairness, r.fair_share, r.satisfaction, r.satisfied_share FROM agora_reward.survey_result AS r$$,
                  $$VALUES (5::bigint, 4.0, 0.8, 3.6, 0.6)$$, 'means, and shares of 4 and 5');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'reward.survey.answered.v1'), 5::bigint, 'each is told once');
SELECT agora_test.raises($$UPDATE agora_reward.survey_response SET fairness = 5$$, 'ZA010', 'answers stay');

-- Figures.
SELECT is((SELECT r.verdict FROM agora_reward.pilot_review() AS r), 'undecided', 'too little is known');
SELECT results_eq($$SELECT s.value, s.met, s.is_red_flag FROM agora_reward.pilot_status AS s WHERE s.metric = 'p95_ms'$$, $$VALUES (NULL::numeric, NULL::boolean, false)$$, 'not available is neither met nor a flag');
SELECT isnt(agora_reward.record_figure('p95_ms', 250, 'load test', 'k'), NULL, 'a figure from outside');
SELECT is(agora_reward.record_figure('p95_ms', 250, 'load test', 'k'), (SELECT max(f.pilot_figure_id) FROM agora_reward.pilot_figure AS f), 'the same call again');
SELECT agora_test.raises($$SELECT agora_reward.record_figure('p95_ms', 150, 'load test', 'k')$$, 'ZA003', 'the key with another value');
SELECT agora_test.raises($$SELECT agora_reward.record_figure('gini', 0, 'I say so')$$, '22023', 'what is measured is not recorded');
SELECT agora_test.raises($$SELECT agora_reward.record_figure('p95_ms', 'NaN', 'load test')$$, '22023', 'no number');
SELECT agora_test.raises($$SELECT agora_reward.record_figure('p95_ms', -1, 'load test')$$, '22023', 'less than nothing');
SELECT agora_test.raises($$SELECT agora_reward.record_figure('daily_users', 70, 'per cent')$$, '22023', 'per cent are no share');
SELECT is_empty($$SELECT f.value FROM agora_reward.pilot_figure AS f WHERE f.value <> 250$$, 'nothing of that is kept');
SELECT agora_test.raises($$SELECT agora_reward.record_figure('p95_ms', 1, NULL)$$, '22023', 'no reason');
SELECT agora_reward.record_figure('p95_ms', 199.9, 'another load test');
SELECT agora_reward.record_figure(f.metric, f.value, 'a test')
  FROM (VALUES ('cycling_users', 0.7), ('context_cut', 0.91), ('daily_users', 0.49), ('churn', 0.05), ('lost_transactions', 0), ('balance_ms', 1), ('critical_bugs', 1)) AS f(metric, value);
SELECT results_eq($$SELECT s.metric, s.met, s.is_red_flag FROM agora_reward.pilot_status AS s WHERE s.source <> 'economy' AND (NOT s.met OR s.is_red_flag) ORDER BY s.ordinal$$,
                  $$VALUES ('context_cut', false, false), ('satisfied_share', false, false), ('daily_users', false, true), ('critical_bugs', false, true)$$, 'beyond a target is not met, far beyond is a flag');
SELECT is(s.met, true, 'the newest counts') FROM agora_reward.pilot_status AS s WHERE s.metric = 'p95_ms';

-- With the scorecard.
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('user' || n)), 1000, 'starter', p_key => 'starter' || n) FROM generate_series(1, 5) AS n;
SELECT results_eq($$SELECT s.metric, s.value, s.met FROM agora_reward.pilot_status AS s WHERE s.metric IN ('gini', 'top_holder_share', 'bottom_half_share') ORDER BY s.metric$$,
                  $$SELECT e.metric, e.value, true FROM agora_reward.economy_indicator AS e WHERE e.metric IN ('gini', 'top_holder_share', 'bottom_half_share') ORDER BY e.metric$$, 'economic figures are those of the scorecard');
SELECT agora.set_setting('reward.pilot_measured', '0.5', 'a test');
SELECT results_eq($$SELECT r.criteria, r.measured >= 13, r.met, r.red_flags, r.verdict FROM agora_reward.pilot_review() AS r$$,
                  $$SELECT 16::bigint, true, count(*) FILTER (WHERE s.met), count(*) FILTER (WHERE s.is_red_flag),
                           agora_reward.pilot_verdict(count(*) FILTER (WHERE s.met)::numeric / count(s.value), count(*) FILTER (WHERE s.is_red_flag)::integer) FROM agora_reward.pilot_status AS s$$, 'the verdict on all of it');

SELECT * FROM finish();
ROLLBACK;
