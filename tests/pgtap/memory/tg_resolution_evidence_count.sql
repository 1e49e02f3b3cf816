-- The evidence: append-only, and the only source of counts and confidence.
BEGIN;
SELECT plan(20);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE TEMP TABLE failed AS
SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'bad value')).attempt_id;
CREATE TEMP TABLE answered AS
SELECT a.attempt_id, a.resolution_id
  FROM failed AS f, agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_approach => 'an idea', p_parent => f.attempt_id), 'success') AS a;
CREATE TEMP TABLE spare AS SELECT row_number() OVER () AS n, agora_memory.start_attempt('a spare attempt') AS attempt_id FROM generate_series(1, 10);
CREATE FUNCTION pg_temp.add(p_first integer, p_last integer, p_is_success boolean, p_occurred_at timestamptz, p_recorded_at timestamptz) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO agora_memory.resolution_evidence (resolution_id, attempt_id, is_success, is_rewardable, occurred_at, recorded_at)
    SELECT a.resolution_id, s.attempt_id, p_is_success, false, p_occurred_at, p_recorded_at FROM answered AS a, spare AS s WHERE s.n BETWEEN p_first AND p_last;
END;
PREPARE summary AS
SELECT r.successes, r.failures, r.confidence::numeric, r.last_success_at, r.last_failure_at FROM agora_memory.resolution AS r JOIN answered AS a ON a.resolution_id = r.resolution_id;
PREPARE wrong AS SELECT v.violation FROM agora.check_invariants() AS v;

SELECT results_eq('EXECUTE summary', $$VALUES (1::bigint, 0::bigint, 0.206543, '2026-01-01 00:00+00'::timestamptz, NULL::timestamptz)$$, 'one success');
SELECT pg_temp.add(1, 3, false, '2025-06-01 00:00+00', '2026-01-01 00:00+00');
SELECT results_eq('EXECUTE summary', $$VALUES (1::bigint, 3::bigint, 0.045586, '2026-01-01 00:00+00'::timestamptz, '2025-06-01 00:00+00'::timestamptz)$$, 'several rows of one statement, dated by their own time');
SELECT pg_temp.add(4, 4, true, '2024-01-01 00:00+00', '2026-01-01 00:00+00');
SELECT results_eq('EXECUTE summary', $$VALUES (2::bigint, 3::bigint, 0.117618, '2026-01-01 00:00+00'::timestamptz, '2025-06-01 00:00+00'::timestamptz)$$, 'what happened earlier moves no last time');
SELECT is_empty('EXECUTE wrong', 'the invariant agrees');

-- A restored row is in the summary already.
SELECT agora_test.advance('1 second');
SELECT pg_temp.add(5, 5, true, '2026-01-01 00:00+00', '2026-01-01 00:00+00');
SELECT results_eq('EXECUTE summary', $$VALUES (2::bigint, 3::bigint, 0.117618, '2026-01-01 00:00+00'::timestamptz, '2025-06-01 00:00+00'::timestamptz)$$, 'a row recorded before is not counted again');
SELECT results_eq('EXECUTE wrong', format('SELECT %L::text', format('resolution %s says 2/3 confidence 0.117618, evidence says 3/3 confidence 0.187613', a.resolution_id)),
                  'and where it was not in the summary, the invariant says so') FROM answered AS a;
UPDATE agora_memory.resolution SET successes = 3, success_weight = 3, confidence = 0.187613;
SELECT is_empty('EXECUTE wrong', 'a summary that agrees is right');
UPDATE agora_memory.resolution SET confidence = 0.9;
SELECT isnt_empty('EXECUTE wrong', 'a confidence out of thin air is not');
UPDATE agora_memory.resolution SET confidence = 0.187613;

-- z is a setting: confidence moves with the next evidence, old ones are not wrong.
SELECT agora.set_setting('memory.wilson_z', '1', 'a test');
SELECT is_empty('EXECUTE wrong', 'another z makes no violation');
SELECT pg_temp.add(6, 6, true, agora.now(), agora.now());
SELECT results_eq('SELECT r.confidence::numeric FROM agora_memory.resolution AS r', 'SELECT agora_memory.wilson_lower_bound(4, 7, 1)', 'the next evidence uses it');

-- Once per attempt.
SELECT throws_ok('SELECT pg_temp.add(6, 6, true, agora.now(), agora.now())', '23505', NULL, 'an attempt is evidence once');
SELECT is(agora_memory._learn(ARRAY[a.attempt_id], true), 0::bigint, 'learning from it again writes nothing') FROM answered AS a;
SELECT is(agora_memory._learn('{}', true), 0::bigint, 'from nothing, nothing');
SELECT is(agora_memory._learn(ARRAY[s.attempt_id], true), 0::bigint, 'from what is in progress, nothing') FROM spare AS s WHERE s.n = 7;

-- Nothing is taken back.
SELECT agora_test.raises('UPDATE agora_memory.resolution_evidence SET is_success = true', 'ZA010', 'evidence is not changed');
SELECT agora_test.raises('DELETE FROM agora_memory.resolution_evidence', 'ZA010', 'nor removed');
SELECT agora_test.raises('TRUNCATE agora_memory.resolution_evidence CASCADE', 'ZA010', 'nor emptied');
SELECT agora_test.raises(format('UPDATE agora_memory.attempt SET status = ''error'' WHERE attempt_id = %s', a.attempt_id), 'ZA009', 'an attempt ends once') FROM answered AS a;
SELECT throws_ok(format('UPDATE agora_memory.attempt SET finished_at = NULL WHERE attempt_id = %s', a.attempt_id), '23514', NULL, 'and stays ended') FROM answered AS a;
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.become('bob');
SELECT throws_ok('INSERT INTO agora_memory.resolution_evidence DEFAULT VALUES', '42501', NULL, 'nobody writes evidence but by finishing an attempt');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
