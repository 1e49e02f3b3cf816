-- The views about errors: what fixes what and what it saves, how much is covered, how often it happens.
BEGIN;
SELECT plan(11);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.end(p_attempt bigint, p_seconds integer, p_status text, p_error text, p_cost numeric) RETURNS bigint LANGUAGE sql
RETURN (SELECT (agora_memory.finish_attempt(p_attempt, p_status, CASE WHEN p_error IS NOT NULL THEN 'ValueError' END, p_error, p_details => jsonb_build_object('cost_usd', p_cost))).attempt_id
          FROM (SELECT agora_test.advance(make_interval(secs => p_seconds)) OFFSET 0) AS t);
CREATE FUNCTION pg_temp.fail(p_error text) RETURNS bigint LANGUAGE sql
RETURN pg_temp.end(agora_memory.start_attempt('do it'), 60, 'error', p_error, 0.05);
CREATE FUNCTION pg_temp.answer(p_parent bigint, p_approach text, p_seconds integer, p_status text DEFAULT 'success', p_cost numeric DEFAULT 0.01) RETURNS bigint LANGUAGE sql
RETURN pg_temp.end(agora_memory.start_attempt('do it', p_approach => p_approach, p_parent => p_parent), p_seconds, p_status, NULL, p_cost);
CREATE TEMP TABLE failed AS SELECT pg_temp.fail('bad value') AS attempt_id;
SELECT is_empty('SELECT * FROM agora_memory.error_resolution_pattern', 'an error alone has no fix');
SELECT results_eq('SELECT c.category, c.signatures, c.signatures_with_fix, c.signature_coverage, c.attempts, c.attempt_coverage FROM agora_memory.confidence_coverage AS c ORDER BY c.category',
                  $$VALUES ('runtime_error', 1::bigint, 0::bigint, 0.000000, 1::bigint, 0.000000), (NULL, 1, 0, 0.000000, 1, 0.000000)$$, 'and nothing is covered');
SELECT pg_temp.answer(f.attempt_id, 'check it', 10) FROM failed AS f;
SELECT pg_temp.answer(f.attempt_id, 'check it', 20) FROM failed AS f;
SELECT pg_temp.answer(f.attempt_id, 'check it', 500, 'timeout', 9) FROM failed AS f;
SELECT pg_temp.answer(f.attempt_id, 'give up', 1, 'timeout') FROM failed AS f;
SELECT results_eq($$SELECT p.rank, p.fix, p.status, p.n, p.successes, p.failures, p.success_ratio, p.confidence, p.upper_bound, p.last_seen_at, p.last_success_at, p.last_failure_at, p.time_uplift, p.cost_uplift_usd
                      FROM agora_memory.error_resolution_pattern AS p$$,
                  $$SELECT 1::bigint, 'check it', 'tracking', 3::bigint, 2::bigint, 1::bigint, 0.666667, agora_memory.wilson_lower_bound(2, 3), agora_memory.wilson_upper_bound(2, 3),
                           '2026-01-01 00:09:50+00'::timestamptz,
                           '2026-01-01 00:01:30+00'::timestamptz, '2026-01-01 00:09:50+00'::timestamptz, interval '45 seconds', 0.040000000$$, 'what worked: counts, ratio, bounds, times, and 45 seconds and 4 cents saved by success');
SELECT pg_temp.answer(f.attempt_id, 'prove it', 10) FROM failed AS f, generate_series(1, 16);
SELECT results_eq('SELECT p.rank, p.fix, p.status FROM agora_memory.error_resolution_pattern AS p ORDER BY p.rank', $$VALUES (1::bigint, 'prove it', 'confident'), (2, 'check it', 'tracking')$$, 'the surest first');
SELECT pg_temp.fail('bad value') FROM generate_series(1, 2);
SELECT pg_temp.fail('another value');
SELECT results_eq($$SELECT c.signatures, c.signatures_with_fix, c.signatures_with_confident_fix, c.signature_coverage, c.attempts, c.attempts_with_fix, c.attempts_with_confident_fix, c.attempt_coverage FROM agora_memory.confidence_coverage AS c WHERE c.category IS NULL$$,
                  $$VALUES (2::bigint, 1::bigint, 1::bigint, 0.500000, 4::bigint, 3::bigint, 3::bigint, 0.750000)$$, 'half of the errors, three quarters of what happens');
SELECT results_eq($$SELECT s.occurrences, s.approaches, s.best_confidence::numeric FROM agora_memory.known_error_signature AS s ORDER BY s.occurrences DESC$$,
                  $$VALUES (3::bigint, 3::bigint, agora_memory.wilson_lower_bound(16, 16)), (1, 0, NULL)$$, 'how often each happened');
SELECT agora_test.advance('180 days');
SELECT is((SELECT c.signatures_with_confident_fix FROM agora_memory.confidence_coverage AS c WHERE c.category IS NULL), 0::bigint, 'a fix that nothing was heard of covers nothing');
SELECT is((SELECT p.status FROM agora_memory.error_resolution_pattern AS p WHERE p.fix = 'prove it'), 'deprecated', 'and is deprecated');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT isnt_empty('SELECT * FROM agora_memory.error_resolution_pattern', 'fixes are for every reader');
SELECT isnt_empty('SELECT * FROM agora_memory.confidence_coverage', 'so is coverage');
SELECT isnt_empty('SELECT * FROM agora_memory.known_error_signature', 'so are errors');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
