-- known_failures: approaches that failed twice within 90 days against this very error and have not worked since.
BEGIN;
SELECT plan(32);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');
CREATE FUNCTION pg_temp.answer(p_parent bigint, p_status text, p_approach text, p_actor text DEFAULT 'alice', p_transforms bigint[] DEFAULT '{}') RETURNS bigint LANGUAGE sql
RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_approach => p_approach, p_parent => p_parent, p_transforms => p_transforms, p_actor => agora_test.id(p_actor)), p_status,
                                    CASE p_status WHEN 'error' THEN 'StillBroken' END, p_actor => agora_test.id(p_actor))).resolution_id;
CREATE TEMP TABLE failed AS
SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'cannot read the ledger of customer 17')).attempt_id;
PREPARE failures AS SELECT k.approach, k.failures, k.last_failure_at FROM agora_memory.known_failures('cannot read the ledger of customer 99', p_error_type => 'ValueError') AS k;

SELECT is_empty('EXECUTE failures', 'an error alone is no failure of anything');
SELECT pg_temp.answer(f.attempt_id, 'error', 'look away') FROM failed AS f;
SELECT is_empty('EXECUTE failures', 'once is not enough');
SELECT agora_test.advance('1 hour');
SELECT pg_temp.answer(f.attempt_id, 'timeout', 'look  AWAY', 'bob') FROM failed AS f;
SELECT results_eq('EXECUTE failures', $$VALUES ('look away', 2::bigint, '2026-01-01 01:00+00'::timestamptz)$$, 'twice is, by anybody, also by taking too long');
SELECT pg_temp.answer(f.attempt_id, 'cancelled', 'call off') FROM failed AS f, generate_series(1, 3);
SELECT pg_temp.answer(f.attempt_id, 'partial', 'half') FROM failed AS f, generate_series(1, 3);
SELECT results_eq($$SELECT count(*) FROM agora_memory.known_failures('cannot read the ledger of customer 99', p_error_type => 'ValueError')$$, ARRAY[1::bigint], 'what was called off or half done has not failed');
SELECT is_empty($$SELECT * FROM agora_memory.known_failures('cannot read the ledger of supplier abc', p_error_type => 'ValueError')$$, 'a similar error is another one');

-- A success takes it back, until it fails twice again.
SELECT agora_test.advance('1 hour');
SELECT pg_temp.answer(f.attempt_id, 'success', 'look away') FROM failed AS f;
SELECT is_empty('EXECUTE failures', 'one success since: not a known failure');
SELECT pg_temp.answer(f.attempt_id, 'error', 'look away') FROM failed AS f, generate_series(1, 2);
SELECT is_empty('EXECUTE failures', 'a failure at the very time of the success is not since');
SELECT agora_test.advance('1 microsecond');
SELECT pg_temp.answer(f.attempt_id, 'error', 'look away') FROM failed AS f;
SELECT is_empty('EXECUTE failures', 'once since');
SELECT pg_temp.answer(f.attempt_id, 'error', 'look away') FROM failed AS f;
SELECT results_eq('EXECUTE failures', $$VALUES ('look away', 2::bigint, '2026-01-01 02:00:00.000001+00'::timestamptz)$$, 'twice since: known again, counted from the success');

-- The window.
SELECT agora_test.at('2026-01-01 02:00:00.000001+00'::timestamptz + interval '90 days' - interval '1 microsecond');
SELECT isnt_empty('EXECUTE failures', 'remembered to the last microsecond of 90 days');
SELECT agora_test.advance('1 microsecond');
SELECT is_empty('EXECUTE failures', 'and no longer');
SELECT pg_temp.answer(f.attempt_id, 'error', 'look away') FROM failed AS f;
SELECT is_empty('EXECUTE failures', 'old failures do not count with a new one');
SELECT agora.set_setting('memory.known_failure_min', '1', 'a test');
SELECT isnt_empty('EXECUTE failures', 'how many it takes is a setting');
SELECT agora.set_setting('memory.known_failure_window', '1 year', 'a test');
SELECT results_eq('EXECUTE failures', $$VALUES ('look away', 3::bigint, '2026-04-01 02:00:00.000001+00'::timestamptz)$$, 'and so is the window');

-- Order and limit.
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform('def poke(): return 1')).transform_id;
SELECT pg_temp.answer(f.attempt_id, 'error', 'in words', 'bob', ARRAY[m.transform_id]) FROM failed AS f, made AS m, generate_series(1, 4);
SELECT results_eq($$SELECT k.transform_id, k.failures FROM agora_memory.known_failures('cannot read the ledger of customer 1', 2, 'ValueError') AS k$$,
                  $$SELECT m.transform_id, 4::bigint FROM made AS m UNION ALL VALUES (NULL::bigint, 3::bigint)$$, 'most failures first; a transform by its id');
SELECT results_eq($$SELECT k.failures FROM agora_memory.known_failures('cannot read the ledger of customer 1', 1, 'ValueError') AS k$$, ARRAY[4::bigint], 'no more than asked for');

-- What failed against the same error at another place comes after, unless it worked somewhere or was tried here.
SELECT agora.set_setting(s.key, NULL, 'a test') FROM unnest(ARRAY['memory.known_failure_min', 'memory.known_failure_window']) AS s(key);
CREATE FUNCTION pg_temp.stack(p_place text) RETURNS text LANGUAGE sql
RETURN format(E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    %s\nLookupError: nothing here', p_place);
CREATE TEMP TABLE placed AS
SELECT p.place, (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', NULL, NULL, pg_temp.stack(p.place))).attempt_id
  FROM unnest(ARRAY['here(x)', 'there(x)', 'yonder(x)']) AS p(place);
SELECT count(pg_temp.answer(p.attempt_id, 'error', 'pray')) FROM placed AS p, generate_series(1, 3) WHERE p.place = 'there(x)';
SELECT count(pg_temp.answer(p.attempt_id, 'error', 'pray')) FROM placed AS p, generate_series(1, 2) WHERE p.place = 'yonder(x)';
PREPARE here AS SELECT k.approach, k.failures, k.n, k.is_same_error, k.reason FROM agora_memory.known_failures(pg_temp.stack('here(x)')) AS k;
SELECT results_eq('EXECUTE here', $$VALUES ('pray', 3::bigint, 3::bigint, false, 'failed 3 times against the same error at another place, last on 2026-04-01, and never worked')$$,
                  'the worst of the family, once, and where it failed');
SELECT results_eq($$SELECT k.failures FROM agora_memory.known_failures(pg_temp.stack('never(seen)')) AS k$$, ARRAY[3::bigint], 'also where the error itself was never seen');
SELECT pg_temp.answer(p.attempt_id, 'error', 'pray') FROM placed AS p WHERE p.place = 'here(x)';
SELECT is_empty('EXECUTE here', 'tried here once: what happens here decides');
SELECT pg_temp.answer(p.attempt_id, 'error', 'pray') FROM placed AS p WHERE p.place = 'here(x)';
SELECT results_eq('EXECUTE here', $$VALUES ('pray', 2::bigint, 2::bigint, true, 'failed 2 times against this error, last on 2026-04-01, and never worked')$$, 'twice: known here');
SELECT count(pg_temp.answer(p.attempt_id, 'timeout', 'curse')) FROM placed AS p, generate_series(1, 4) WHERE p.place = 'there(x)';
SELECT results_eq('EXECUTE here', $$VALUES ('pray', 2::bigint, 2::bigint, true, 'failed 2 times against this error, last on 2026-04-01, and never worked'),
                                          ('curse', 4, 4, false, 'failed 4 times against the same error at another place, last on 2026-04-01, and never worked')$$, 'this error first');
SELECT pg_temp.answer(p.attempt_id, 'success', 'curse') FROM placed AS p WHERE p.place = 'yonder(x)';
SELECT results_eq($$SELECT k.approach FROM agora_memory.known_failures(pg_temp.stack('here(x)')) AS k$$, ARRAY['pray'], 'what worked at one place of the family is no known failure of it');
SELECT pg_temp.answer(p.attempt_id, 'success', 'pray') FROM placed AS p WHERE p.place = 'here(x)';
SELECT agora_test.advance('1 second');
SELECT count(pg_temp.answer(p.attempt_id, 'error', 'pray')) FROM placed AS p, generate_series(1, 2) WHERE p.place = 'here(x)';
SELECT results_eq('EXECUTE here', $$VALUES ('pray', 2::bigint, 5::bigint, true, 'failed 2 times against this error, last on 2026-04-01, and has not worked since')$$, 'failures since the success, of all that was tried');
CREATE TEMP TABLE scanned AS SELECT s.relname, s.seq_scan FROM pg_stat_xact_user_tables AS s WHERE s.schemaname = 'agora_memory';
INSERT INTO agora_memory.error_signature (normalizer_version, signature, error_type, category, language, pattern, message, first_seen_at, recorded_at)
SELECT 1, encode(sha256(n::text::bytea), 'hex'), 'LookupError', 'runtime_error', 'python', 'LookupError: nothing here' || E'\nat place ' || n, 'nothing here', agora.now(), agora.now()
  FROM generate_series(1, 3000) AS n;
INSERT INTO agora_memory.resolution (error_signature_id, family, approach_key, approach, status, failures, failure_weight, last_failure_at, recorded_at)
SELECT s.error_signature_id, s.family, 'text:' || encode(sha256(convert_to(s.pattern, 'UTF8')), 'hex'), s.pattern, 'tracking', 1, 1, agora.now(), agora.now()
  FROM agora_memory.error_signature AS s WHERE s.recorded_at = agora.now() AND s.pattern LIKE '%place%';
ANALYZE agora_memory.error_signature, agora_memory.resolution;
UPDATE scanned AS b SET seq_scan = s.seq_scan FROM pg_stat_xact_user_tables AS s WHERE s.schemaname = 'agora_memory' AND s.relname = b.relname;
SELECT is((SELECT count(*) FROM agora_memory.known_failures(pg_temp.stack('here(x)')))::text || coalesce((SELECT string_agg(s.relname, ' ') FROM pg_stat_xact_user_tables AS s JOIN scanned AS b USING (relname)
           WHERE s.schemaname = 'agora_memory' AND s.seq_scan > b.seq_scan AND s.relname IN ('error_signature', 'resolution', 'resolution_evidence')), ''), '1', 'in a family of thousands no table is read through');

-- Who may ask, and how not to.
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT isnt_empty('EXECUTE failures', 'failures are for every reader');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora_memory.known_failures(%s)', w.arguments), '22023', left(w.arguments, 60))
  FROM (VALUES ('NULL'), (''' '''), ('''x'', 0'), ('''x'', 101'), ('''x'', NULL'), ('repeat(''x'', 1000001)'), ('''x'', 5, ''E'', repeat(''at x '', 2000000)')) AS w(arguments);

SELECT * FROM finish();
ROLLBACK;
