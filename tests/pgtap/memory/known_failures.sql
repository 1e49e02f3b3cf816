-- known_failures: approaches that failed twice within 90 days against this very error and have not worked since.
BEGIN;
SELECT plan(24);
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

-- Who may ask, and how not to.
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT isnt_empty('EXECUTE failures', 'failures are for every reader');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora_memory.known_failures(%s)', w.arguments), '22023', left(w.arguments, 60))
  FROM (VALUES ('NULL'), (''' '''), ('''x'', 0'), ('''x'', 101'), ('''x'', NULL'), ('repeat(''x'', 1000001)'), ('''x'', 5, ''E'', repeat(''at x '', 2000000)')) AS w(arguments);

SELECT * FROM finish();
ROLLBACK;
