-- Retention: the texts of an attempt go when the time of their class is over, at that moment and not before; the head stays.
BEGIN;
SELECT plan(19);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.ended(p_retention text, p_state jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_attempt bigint := agora_memory.start_attempt('keep it ' || p_retention, p_details => jsonb_build_object('retention', p_retention));
BEGIN
    PERFORM agora_memory.record_step(v_attempt, 1, 'step', 'success', p_pre => p_state);
    PERFORM agora_memory.record_file(v_attempt, 'a.py', 'read');
    PERFORM agora_memory.record_snapshot(v_attempt, 'checkpoint', '{"shared": true}');
    PERFORM agora_memory.finish_attempt(v_attempt, 'error', 'E' || p_retention);
    RETURN v_attempt;
END $$;
CREATE TEMP TABLE made AS SELECT r.retention, pg_temp.ended(r.retention, jsonb_build_object('of', r.retention)) AS attempt_id FROM (VALUES ('short'), ('standard'), ('permanent')) AS r(retention);
CREATE TEMP TABLE open_one AS SELECT agora_memory.start_attempt('still at it', p_details => '{"retention": "short"}') AS attempt_id;
CREATE FUNCTION pg_temp.kept() RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s texts, %s steps, %s files, %s states, %s snapshots, %s heads', (SELECT count(*) FROM agora_memory.attempt_detail), (SELECT count(*) FROM agora_memory.workflow_step),
                  (SELECT count(*) FROM agora_memory.attempt_file), (SELECT count(*) FROM agora_memory.attempt_snapshot), (SELECT count(*) FROM agora_memory.snapshot), (SELECT count(*) FROM agora_memory.attempt));
END;

SELECT is(pg_temp.kept(), '4 texts, 3 steps, 3 files, 6 states, 4 snapshots, 4 heads', 'all is there');
SELECT agora_test.at('2026-01-31 00:00+00');
SELECT is(agora_memory._forget_details(100), 0::bigint, 'on the last moment of retention short nothing goes');
SELECT agora_test.at('2026-01-31 00:00:00.000001+00');
SELECT is(agora_memory._forget_details(100), 1::bigint, 'the next moment it goes');
SELECT is(pg_temp.kept(), '3 texts, 2 steps, 2 files, 4 states, 3 snapshots, 4 heads', 'texts, steps, files and the snapshot that nobody else has');
SELECT is((SELECT r.reasons FROM agora_memory.replayable_attempt AS r JOIN made AS m ON m.attempt_id = r.attempt_id WHERE m.retention = 'short'), '{texts_expired,no_snapshot}', 'what is gone cannot be replayed');
SELECT is((SELECT row(r.status, r.request, r.retention, r.step_error) FROM agora_memory.recorded_attempt AS r JOIN made AS m ON m.attempt_id = r.attempt_id WHERE m.retention = 'short'),
          row('error'::text, NULL::text, NULL::text, NULL::text), 'the head stays, for evidence refers to it');
SELECT is(agora_memory.replay_attempt(m.attempt_id) -> 'reasons', '["texts_expired", "no_snapshot"]', 'and its replay says why it is short') FROM made AS m WHERE m.retention = 'short';
SELECT isnt((SELECT d.request FROM agora_memory.attempt_detail AS d JOIN open_one AS o ON o.attempt_id = d.attempt_id), NULL, 'what still runs is kept');
SELECT is(agora_memory._forget_details(100), 0::bigint, 'twice is once');
SELECT agora.set_setting('memory.retention_standard', '10 days', 'a test');
SELECT is(agora_memory._forget_details(100), 1::bigint, 'a shorter time works at once');
SELECT agora_test.at('2126-01-01 00:00+00');
SELECT is(agora_memory._forget_details(100), 0::bigint, 'permanent is for ever');
SELECT is(pg_temp.kept(), '2 texts, 1 steps, 1 files, 2 states, 2 snapshots, 4 heads', 'and so is its part of what was shared');
SELECT agora_memory.finish_attempt(o.attempt_id, 'success', p_details => '{"retention": "standard"}') FROM open_one AS o;
SELECT is((SELECT d.retention FROM agora_memory.attempt_detail AS d JOIN open_one AS o ON o.attempt_id = d.attempt_id), 'standard', 'the class may be corrected at the end');
SELECT is(agora_memory._forget_details(1), 1::bigint, 'it counts from the recording');
SELECT is((SELECT count(*) FROM agora.check_invariants()), 0::bigint, 'no invariant is broken');

-- Partitions that are empty and behind are dropped; the first one, the newest and the default one stay.
SELECT agora._add_partition('agora_memory.attempt_detail', 1, 2000000, 4000000);
SELECT agora._add_partition('agora_memory.attempt_detail', 2, 4000000, 6000000);
SELECT is(agora_memory._drop_empty_details(), 0::bigint, 'partitions ahead stay');
SELECT setval('agora_memory.attempt_attempt_id_seq', 4000000);
SELECT agora_memory.start_attempt('later');
DELETE FROM agora_memory.attempt_detail AS d WHERE d.attempt_id < 2000000;
SELECT is(agora_memory._drop_empty_details(), 1::bigint, 'one that is empty and behind goes');
SELECT is((SELECT array_agg(p.partition_name ORDER BY p.partition_name) FROM agora._partition_of('agora_memory.attempt_detail') AS p WHERE p.upper_bound IS NULL OR p.upper_bound <= 6000000),
          '{attempt_detail_default,attempt_detail_p0,attempt_detail_p2}', 'and only that one');
SELECT lives_ok('SELECT agora.tick()', 'the job runs with the others');
SELECT * FROM finish();
ROLLBACK;
