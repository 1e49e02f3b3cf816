-- memory_scorecard and the views behind it: usage_statistics, reuse_rate, time_saved_by_reuse, recommended_transform.
BEGIN;
SELECT plan(24);
SELECT agora_test.at('2026-01-31 00:00+00');
SELECT agora_test.add_login('ada', 'agora_service', true);
SELECT agora_test.add_login('ben', 'agora_service', true);
CREATE FUNCTION pg_temp.score(p_metric text) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s %s', trim_scale(s.value), s.met) FROM agora_memory.memory_scorecard AS s WHERE s.metric = p_metric;
END;

SELECT is((SELECT array_agg(s.metric ORDER BY s.metric) FROM agora_memory.memory_scorecard AS s), (SELECT array_agg(t.metric ORDER BY t.metric) FROM agora_memory.scorecard_target AS t), 'a line per target');
SELECT is((SELECT array_agg(s.metric ORDER BY s.metric) FROM agora_memory.memory_scorecard AS s WHERE s.value > 0 OR s.met), NULL, 'an empty memory meets none');
SELECT is(pg_temp.score('transform_quality'), ' ', 'what cannot be measured is neither met nor missed');
SELECT results_eq($$SELECT s.metric, s.reason FROM agora_memory.memory_scorecard AS s WHERE s.metric IN ('transform_quality', 'replay_fidelity', 'cost_accuracy', 'transforms_per_day') ORDER BY 1$$,
                  $$VALUES ('cost_accuracy', 'no attempt told a cost whose calls of models are recorded with their prices'), ('replay_fidelity', 'nothing has happened that could be measured'),
                           ('transform_quality', 'nothing has happened that could be measured'), ('transforms_per_day', NULL)$$, 'and says why');

-- Ada's transforms, one of them of use to Ben.
CREATE TEMP TABLE made AS
SELECT n, (agora_memory.register_transform(format('def read_%s(row): return %s', n, n), p_quality => 0.7, p_actor => agora_test.id('ada'))).transform_id FROM generate_series(1, 4) AS n;
UPDATE agora_memory.transform SET quality = 0.8, status = CASE WHEN name = 'read_4' THEN 'rejected' WHEN name = 'read_1' THEN 'approved' ELSE status END;
CREATE FUNCTION pg_temp.work(p_who text, p_minutes integer, p_transforms bigint[], p_status text, p_category text DEFAULT 'parsing') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_attempt bigint := agora_memory.start_attempt('read it', p_category, p_transforms => p_transforms, p_actor => agora_test.id(p_who));
BEGIN
    PERFORM agora_test.advance(make_interval(mins => p_minutes));
    PERFORM agora_memory.finish_attempt(v_attempt, p_status, p_actor => agora_test.id(p_who));
    PERFORM agora_test.advance(make_interval(mins => -p_minutes));
END $$;
SELECT pg_temp.work('ada', 10, ARRAY[m.transform_id], 'success') FROM made AS m WHERE m.n = 2;
SELECT is((SELECT (r.available, r.reused, r.reuse_share)::text FROM agora_memory.reuse_rate AS r WHERE r.kind = 'transform'), '(3,0,0.000000)', 'one''s own use is no reuse; what is rejected is not there');
SELECT pg_temp.work('ben', 20, ARRAY[m.transform_id], 'success'), pg_temp.work('ben', 5, ARRAY[m.transform_id], 'timeout') FROM made AS m WHERE m.n = 1;
SELECT is((SELECT (r.available, r.reused, r.reuse_share)::text FROM agora_memory.reuse_rate AS r WHERE r.kind = 'transform'), '(3,1,0.333333)', 'another''s is');
SELECT is(pg_temp.score('transform_reuse'), '0.333333 t', 'above 30 %');
SELECT is(pg_temp.score('transform_quality'), '0.8 t', 'quality');
SELECT is(pg_temp.score('transforms_per_day'), round(4 / 30.0, 6) || ' f', 'per day of the window');
SELECT is(pg_temp.score('adoption'), '1 t', 'everybody uses transforms');
SELECT is(pg_temp.score('replay_fidelity'), '0 f', 'nobody recorded a state');
SELECT is((SELECT array_agg(r.name || ' ' || r.uses || ' ' || r.success_share) FROM agora_memory.recommended_transform AS r), ARRAY['read_1 2 0.500000'], 'recommended is what is approved and good');
UPDATE agora_memory.transform SET quality = 0.69;
SELECT is_empty('SELECT 1 FROM agora_memory.recommended_transform', 'and no longer good is not');

-- Time.
SELECT is((SELECT (t.reuses, t.others, t.time_saved)::text FROM agora_memory.time_saved_by_reuse AS t), '(2,0,)', 'nothing to compare with');
SELECT pg_temp.work('ben', 60, '{}', 'success'), pg_temp.work('ben', 25, '{}', 'success'), pg_temp.work('ben', 90, '{}', 'timeout');
SELECT is((SELECT (t.reuses, t.others, t.median_with_reuse, t.median_without, t.time_saved)::text FROM agora_memory.time_saved_by_reuse AS t),
          '(2,2,00:10:00,00:25:00,00:30:00)', 'reuses x difference of the medians of what succeeded');

-- Statistics, as of the last refresh.
SELECT is_empty('SELECT 1 FROM agora_memory.usage_statistics', 'nothing before the first refresh');
SELECT agora.tick();
UPDATE agora.job_state SET next_run_at = 'infinity' WHERE job <> 'memory.refresh_statistics';
PREPARE statistics AS SELECT u.name, u.uses, u.successes, u.success_share, u.users, u.other_users, u.refreshed_at FROM agora_memory.usage_statistics AS u ORDER BY u.name;
SELECT results_eq('statistics', $$VALUES ('read_1', 2::bigint, 1::bigint, 0.5, 1::bigint, 1::bigint, agora.now()), ('read_2', 1, 1, 1, 1, 0, agora.now())$$, 'uses, success, by whom, as of when');
SELECT agora_test.advance('14 minutes 59 seconds');
SELECT is(agora.tick(), 0::bigint, 'not before the time');
SELECT agora_test.advance('1 second');
SELECT pg_temp.work('ben', 1, ARRAY[m.transform_id], 'success') FROM made AS m WHERE m.n = 2;
SELECT agora.tick();
SELECT results_eq('statistics', $$VALUES ('read_1', 2::bigint, 1::bigint, 0.5, 1::bigint, 1::bigint, agora.now()), ('read_2', 2, 2, 1, 2, 1, agora.now())$$, 'then anew');

-- The window.
SELECT agora_test.advance('31 days');
SELECT is(pg_temp.score('transforms_per_day'), '0 f', 'what is older than the window counts no more');
SELECT is(pg_temp.score('transforms_180_days'), '4 f', 'but for what has a period of its own');

-- What can be run again.
SELECT is(pg_temp.score('replay_fidelity'), ' ', 'nothing ended lately');
SELECT pg_temp.work('ben', 1, '{}', 'timeout') FROM generate_series(1, 3);
CREATE TEMP TABLE running AS SELECT agora_memory.start_attempt('read it', p_actor => agora_test.id('ben')) AS id;
SELECT agora_memory.record_snapshot(r.id, 'checkpoint', '{"branch": "main"}', p_actor => agora_test.id('ben')) FROM running AS r;
SELECT is(pg_temp.score('replay_fidelity'), '0 f', 'what still runs does not count');
SELECT agora_memory.finish_attempt(r.id, 'success', p_actor => agora_test.id('ben')) FROM running AS r;
SELECT is(pg_temp.score('replay_fidelity'), '0.25 f', 'one of four that can be run again');

SELECT * FROM finish();
ROLLBACK;
