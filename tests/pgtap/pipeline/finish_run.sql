-- record_gate, add_gate, finish_run: what gates say, what it comes to, and that no run succeeds over a blocking one.
BEGIN;
SELECT plan(68);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora.register_principal('alice');
CREATE FUNCTION pg_temp.run(p_number integer) RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.start_run('fast', 'A service that counts orders.', ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid, '{"pipeline_version": "1.0"}', agora_test.id('alice'));
CREATE FUNCTION pg_temp.gate(p_run bigint, p_gate text, p_outcome text DEFAULT 'passed', p_ms numeric DEFAULT NULL, p_key text DEFAULT NULL, p_detail jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.record_gate(p_run, p_gate, p_outcome, p_ms, p_detail, p_key, agora_test.id('alice'));
CREATE FUNCTION pg_temp.finish(p_run bigint, p_status text DEFAULT 'success', p_quality numeric DEFAULT NULL, p_result jsonb DEFAULT '{}') RETURNS agora_pipeline.run_verdict LANGUAGE sql
RETURN agora_pipeline.finish_run(p_run, p_status, p_quality, p_result, agora_test.id('alice'));
CREATE FUNCTION pg_temp.work(p_run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
    FOR r IN SELECT s.stage FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = p_run AND s.status = 'pending' ORDER BY s.number LOOP
        PERFORM agora_pipeline.start_stage(p_run, r.stage, agora_test.id('alice')), agora_pipeline.finish_stage(p_run, r.stage, 'completed', 0.8, 1000, '{}', agora_test.id('alice'));
    END LOOP;
END $$;

-- the catalogue
SELECT is((SELECT count(*) FROM agora_pipeline.known_gate AS g WHERE g.gate ~ '^[GIR][0-9]+$'), 16::bigint, 'sixteen gates of the pipeline');
SELECT is((SELECT count(*) FROM agora_pipeline.known_gate AS g WHERE g.gate ~ '-'), 23::bigint, 'twenty-three of the framework');
SELECT is((SELECT array_agg(g.gate ORDER BY substr(g.gate, 2)::integer) FROM agora_pipeline.known_gate AS g WHERE g.gate ~ '^G' AND g.is_blocking), '{G1,G2,G3,G4,G5,G6,G9,G10,G11,G12}', 'which block');
SELECT results_eq('SELECT g.gate_type, g.weight FROM agora_pipeline.gate_type AS g ORDER BY g.weight DESC, g.gate_type', $$VALUES ('blocking', 1.0), ('checkpoint', 0.8), ('advisory', 0.7), ('quality_check', 0.7), ('monitoring', 0.6)$$, 'what each counts for');
SELECT is((SELECT DISTINCT g.target_ms FROM agora_pipeline.known_gate AS g WHERE g.gate ~ '^[GIR][0-9]+$'), 200::numeric, 'a gate without a target has the setting''s');
SELECT ok((SELECT min(g.target_ms) = 25 AND max(g.target_ms) = 100 FROM agora_pipeline.known_gate AS g WHERE g.gate ~ '-'), 'those of the framework have 25 to 100 ms');

-- no gate, no grade
SELECT pg_temp.run(1) AS bare \gset
SELECT pg_temp.work(:bare);
SELECT results_eq(format('SELECT f.status, f.score, f.grade, f.gates_evaluated, f.is_critical FROM pg_temp.finish(%s, p_quality => 0.9, p_result => ''{"files": 3}'') AS f', :bare), $$VALUES ('success', NULL::numeric, NULL, 0::bigint, false)$$, 'a run without gates has no grade, not the best one');
SELECT results_eq(format('SELECT r.quality::numeric, r.result, r.validation_passed, r.compilation_passed, r.duration_ms, r.target_ms, r.finished_at FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = %s', :bare),
                  $$VALUES (0.9, '{"files": 3}'::jsonb, NULL::boolean, NULL::boolean, 4000::numeric, 25500::numeric, '2026-06-01 12:00Z'::timestamptz)$$, 'its scorecard says what was measured');
SELECT is((pg_temp.finish(:bare)).status, 'success', 'said again, nothing changes');
SELECT is((SELECT r.quality FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :bare)::numeric, 0.9, 'its quality neither');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'pipeline.run.finished.v1'), 1::bigint, 'and it is told once');
SELECT agora_test.raises(format('SELECT pg_temp.finish(%s, ''failed'')', :bare), 'ZG003', 'it does not end twice');
SELECT agora_test.raises(format('SELECT pg_temp.gate(%s, ''G1'')', :bare), 'ZG003', 'nor is it judged after its end');

-- a blocking gate
SELECT pg_temp.run(2) AS run \gset
SELECT agora_test.raises(format('SELECT pg_temp.finish(%s)', :run), 'ZA009', 'what has not begun does not succeed');
SELECT pg_temp.work(:run);
SELECT pg_temp.gate(:run, 'G9', 'failed', 450, 'k', '{"line": 3}') AS first \gset
SELECT is(pg_temp.gate(:run, 'G9', 'failed', 450, 'k', '{"line": 3}'), :first::bigint, 'a result with a key is recorded once');
SELECT agora_test.raises(format('SELECT pg_temp.gate(%s, ''G9'', ''passed'', 450, ''k'', ''{"line": 3}'')', :run), 'ZA003', 'and is what it was');
SELECT results_eq(format('SELECT g.outcome, g.is_blocking, g.is_last, g.ratio, g.performance, g.detail FROM agora_pipeline.recorded_gate AS g WHERE g.generation_run_id = %s', :run), $$VALUES ('failed', true, true, 2.25, 'error', '{"line": 3}'::jsonb)$$, 'its time is measured');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'pipeline.gate.failed.v1'), jsonb_build_object('generation_run_id', :run, 'gate', 'G9'), 'it is told');
SELECT agora_test.raises(format('SELECT pg_temp.finish(%s)', :run), 'ZG007', 'no run succeeds over it');
SELECT agora_test.raises(format('UPDATE agora_pipeline.generation_run SET status = ''success'', finished_at = agora.now() WHERE generation_run_id = %s', :run), 'ZG007', 'whoever asks');
SELECT pg_temp.gate(:run, 'G9', 'skipped');
SELECT agora_test.raises(format('SELECT pg_temp.finish(%s)', :run), 'ZG007', 'to skip it does not lift it');
SELECT is((SELECT s.blocking_failed FROM agora_pipeline.run_score AS s WHERE s.generation_run_id = :run), '{G9}', 'the score says which');
SELECT is((SELECT r.validation_passed FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :run), false, 'validation did not pass');
SELECT pg_temp.gate(:run, 'G9', 'passed', 10);
SELECT is((SELECT r.validation_passed FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :run), true, 'mended, it did');
SELECT pg_temp.gate(:run, 'G13', 'failed');
SELECT agora_pipeline.start_stage(:run, 'validation', agora_test.id('alice'));
SELECT agora_test.raises(format('SELECT pg_temp.finish(%s)', :run), 'ZG008', 'nor with a stage that runs');
SELECT agora_pipeline.finish_stage(:run, 'validation', 'failed', p_actor => agora_test.id('alice'));
SELECT agora_test.raises(format('SELECT pg_temp.finish(%s)', :run), 'ZG008', 'nor with one that failed');
SELECT agora_pipeline.start_stage(:run, 'validation', agora_test.id('alice')), agora_pipeline.finish_stage(:run, 'validation', p_actor => agora_test.id('alice'));
SELECT results_eq(format('SELECT f.status, f.score, f.grade, f.gates_failed, f.blocking_failed, f.is_critical FROM pg_temp.finish(%s) AS f', :run), $$VALUES ('success', 0.588235, 'F', 1::bigint, '{}'::text[], false)$$, 'a warning does not block, but counts');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'pipeline.gate.failed.v1'), 1::bigint, 'nor is it told');

-- grades, at their bounds
SELECT agora_pipeline.add_gate('X-' || n, 'extra', 'blocking', 'Another.') FROM generate_series(1, 20) AS n;
CREATE TEMP TABLE graded (n integer, run bigint);
INSERT INTO graded SELECT n, pg_temp.run(100 + n) FROM generate_series(0, 20) AS n;
SELECT count(pg_temp.gate(g.run, 'X-' || x, CASE WHEN x <= g.n THEN 'passed' ELSE 'failed' END)) FROM graded AS g, generate_series(1, 20) AS x;
SELECT is((SELECT s.grade FROM agora_pipeline.run_score AS s JOIN graded AS g ON g.run = s.generation_run_id AND g.n = w.passed), w.grade, format('%s of 20', w.passed))
  FROM (VALUES (20, 'A+'), (19, 'A+'), (18, 'A'), (17, 'B+'), (16, 'B'), (15, 'C'), (14, 'C'), (13, 'D'), (12, 'D'), (11, 'F'), (0, 'F')) AS w(passed, grade);
SELECT is((SELECT array_agg(g.n ORDER BY g.n) FROM agora_pipeline.run_score AS s JOIN graded AS g ON g.run = s.generation_run_id WHERE s.is_critical), '{0,1,2,3,4,5,6,7,8,9}', 'below a half is critical, a half is not');
SELECT pg_temp.run(3) AS wide \gset
SELECT pg_temp.gate(:wide, g) FROM unnest(ARRAY['G1', 'G2', 'G3', 'G4', 'G5', 'SV-001', 'QC-001']) AS g;
SELECT pg_temp.gate(:wide, g, 'failed') FROM unnest(ARRAY['G13', 'PF-001']) AS g;
SELECT is((SELECT s.is_critical FROM agora_pipeline.run_score AS s WHERE s.generation_run_id = :wide), false, 'failures in two categories are not');
SELECT pg_temp.gate(:wide, 'KV-002', 'failed');
SELECT results_eq(format('SELECT s.categories_failed, s.is_critical FROM agora_pipeline.run_score AS s WHERE s.generation_run_id = %s', :wide), 'VALUES (3::bigint, true)', 'in three they are');

-- other ends
SELECT agora_pipeline.start_stage(:wide, 'intent', agora_test.id('alice'));
SELECT is((pg_temp.finish(:wide, 'partial')).status, 'partial', 'a part of what was asked');
SELECT results_eq(format('SELECT s.status, count(*) FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = %s GROUP BY 1 ORDER BY 1', :wide), $$VALUES ('failed', 1::bigint), ('skipped', 9)$$, 'no stage stays open');
SELECT is((pg_temp.finish(pg_temp.run(4), 'failed')).status, 'failed', 'one may fail before it began');
SELECT agora_test.raises(format('SELECT pg_temp.finish(%s, ''partial'')', pg_temp.run(5)), 'ZA009', 'but not be a part of anything');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- over all runs
SELECT results_eq($$SELECT t.day, t.mode, t.pipeline_version, t.runs, t.successes, t.success_rate, t.quality FROM agora_pipeline.success_trend AS t$$, $$VALUES ('2026-06-01'::date, 'fast', '1.0', 4::bigint, 2::bigint, 0.5, 0.9)$$, 'the trend');
SELECT results_eq($$SELECT q.runs, q.completed_share, q.quality, q.judged, q.retries FROM agora_pipeline.stage_quality AS q WHERE q.stage = 'validation'$$, $$VALUES (2::bigint, 1::numeric, 0.8, 1::bigint, 2::bigint)$$, 'quality by stage');
SELECT results_eq($$SELECT p.evaluated, p.passed, p.pass_rate, p.failures, p.slow FROM agora_pipeline.gate_pass_rate AS p WHERE p.gate IN ('G9', 'G14') ORDER BY p.gate$$, $$VALUES (0::bigint, 0::bigint, NULL::numeric, 0::bigint, 0::bigint), (1, 1, 1, 1, 1)$$, 'how often gates pass');

-- gates are what they are
SELECT is(agora_pipeline.add_gate('X-1', 'extra', 'blocking', 'Another.'), 'X-1', 'a gate is added once');
SELECT agora_test.raises('SELECT agora_pipeline.add_gate(''X-1'', ''extra'', ''advisory'', ''Another.'')', 'ZG012', 'its type does not change');
SELECT is(agora_pipeline.add_gate('X-99', 'extra', 'advisory', 'A slow one.', 'validation', 500), 'X-99', 'with a stage and a target');
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES ('SELECT agora_pipeline.add_gate(''x'', ''extra'', ''blocking'', ''A.'')', '22023', 'no number'), ('SELECT agora_pipeline.add_gate(''X'', ''extra'', ''deadly'', ''A.'')', '22023', 'no type'), ('SELECT agora_pipeline.add_gate(NULL, ''extra'', ''blocking'', ''A.'')', '22023', 'nothing'),
               ('SELECT agora_pipeline.add_gate(''X'', ''extra'', ''blocking'', ''A.'', p_target_ms => 0)', '22023', 'no target'), ('SELECT agora_pipeline.add_gate(''X'', ''extra'', ''blocking'', ''A.'', ''lunch'')', 'ZG005', 'no stage'),
               (format('SELECT pg_temp.gate(%s, ''G99'')', pg_temp.run(5)), 'ZG006', 'an unknown gate'), (format('SELECT pg_temp.gate(%s, ''G1'', ''maybe'')', pg_temp.run(5)), '22023', 'no outcome'), (format('SELECT pg_temp.gate(%s, ''G1'', p_ms => -1)', pg_temp.run(5)), '22023', 'no time'),
               ('SELECT pg_temp.gate(-1, ''G1'')', 'ZG001', 'no run'), (format('SELECT pg_temp.finish(%s, ''done'')', pg_temp.run(5)), '22023', 'no end'), (format('SELECT pg_temp.finish(%s, p_quality => 2)', pg_temp.run(5)), '22023', 'no quality'), ('SELECT pg_temp.finish(-1)', 'ZG001', 'nothing to end')) AS w(call, code, why);
SELECT agora_test.raises('UPDATE agora_pipeline.gate_result SET outcome = ''passed''', 'ZA010', 'results are history');
SELECT agora_test.raises('DELETE FROM agora_pipeline.' || t, 'ZA010', 'nothing is deleted: ' || t) FROM unnest(ARRAY['generation_run', 'stage_run']) AS t;
SELECT * FROM finish();
ROLLBACK;
