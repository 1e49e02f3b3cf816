-- known_fixes: what worked against this error or one like it, the surest first.
BEGIN;
SELECT plan(38);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.fail(p_type text, p_message text, p_stack text DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', p_type, p_message, p_stack)).attempt_id;
CREATE FUNCTION pg_temp.answer(p_parent bigint, p_status text, p_approach text, p_code text DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_approach => p_approach, p_parent => p_parent), p_status,
                                    CASE p_status WHEN 'error' THEN 'StillBroken' END, p_code => p_code)).resolution_id;
CREATE TEMP TABLE failed AS SELECT pg_temp.fail('ValueError', 'cannot read the ledger of customer 17') AS attempt_id;

SELECT is_empty($$SELECT * FROM agora_memory.known_fixes('cannot read the ledger of customer 18', p_error_type => 'ValueError')$$, 'a known error without an answer has no fix');
SELECT is(count(pg_temp.answer(f.attempt_id, 'error', 'give up')), 3::bigint, 'nor one whose answers all failed') FROM failed AS f, generate_series(1, 3);
SELECT is_empty($$SELECT * FROM agora_memory.known_fixes('cannot read the ledger of customer 18', p_error_type => 'ValueError')$$, 'is in the answer');

-- How sure it is goes before how good it looks.
SELECT pg_temp.answer(f.attempt_id, 'success', 'lucky once') FROM failed AS f;
SELECT count(pg_temp.answer(f.attempt_id, CASE WHEN n > 5 THEN 'success' ELSE 'error' END, 'well proven')) FROM failed AS f, generate_series(1, 100) AS n;
SELECT results_eq($$SELECT k.rank, k.approach, k.similarity, k.confidence, k.score, k.successes, k.failures, k.error_type, k.last_success_at, k.reason
                      FROM agora_memory.known_fixes('cannot read the ledger of customer 18', p_error_type => 'ValueError') AS k$$,
                  $$VALUES (1, 'well proven', 1.000000, 0.888248, 0.888248, 95::bigint, 5::bigint, 'ValueError', '2026-01-01 00:00+00'::timestamptz, 'the same error; worked 95 of 100 times, confidence 0.89 (confident); last worked today, freshness 1.00'),
                           (2, 'lucky once', 1.000000, 0.206543, 0.206543, 1, 0, 'ValueError', '2026-01-01 00:00+00', 'the same error; worked 1 of 1 times, confidence 0.21 (tracking); last worked today, freshness 1.00')$$,
                  '95 of 100 goes before 1 of 1');
SELECT results_eq($$SELECT k.approach FROM agora_memory.known_fixes('cannot read the ledger of customer 18', 1, 'ValueError') AS k$$, ARRAY['well proven'], 'no more than asked for');

-- Equally sure: the older one first.
SELECT pg_temp.answer(f.attempt_id, 'success', 'lucky twin') FROM failed AS f;
SELECT results_eq($$SELECT k.rank, k.approach FROM agora_memory.known_fixes('cannot read the ledger of customer 18', p_error_type => 'ValueError') AS k$$,
                  $$VALUES (1, 'well proven'), (2, 'lucky once'), (3, 'lucky twin')$$, 'ties go to the lower id');

-- An error that reads alike.
SELECT results_eq($$SELECT k.approach, k.similarity < 1 AND k.similarity >= agora.setting_numeric('memory.similar_error_min'), k.score = round(k.similarity * k.confidence * k.freshness, 6),
                           k.reason ~ '^a similar error \(0\.\d\d\); worked \d+ of \d+ times, '
                      FROM agora_memory.known_fixes('cannot read the ledger of supplier abc', p_error_type => 'ValueError') AS k$$,
                  $$VALUES ('well proven', true, true, true), ('lucky once', true, true, true), ('lucky twin', true, true, true)$$, 'a similar error has the same fixes, with less weight');
SELECT is_empty($$SELECT * FROM agora_memory.known_fixes('socket closed by peer', p_error_type => 'ConnectionResetError')$$, 'another error has none');
SELECT agora.set_setting('memory.similar_error_min', '1', 'a test');
SELECT is_empty($$SELECT * FROM agora_memory.known_fixes('cannot read the ledger of supplier abc', p_error_type => 'ValueError')$$, 'how similar it must be is a setting');
SELECT agora.set_setting('memory.similar_error_min', NULL, 'a test');

-- The same error, told in other ways.
CREATE TEMP TABLE traced AS SELECT pg_temp.fail('KeyError', NULL, E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    pick(row)\nKeyError') AS attempt_id;
SELECT pg_temp.answer(t.attempt_id, 'success', 'use get') FROM traced AS t;
SELECT is((SELECT k.similarity FROM agora_memory.known_fixes(NULL, 1, 'KeyError', E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    pick(row)\nKeyError') AS k), 1.000000,
          'as it was finished: type and stack without a message');
SELECT is((SELECT k.similarity FROM agora_memory.known_fixes('', 1, 'KeyError', E'Traceback (most recent call last):\n  File "/home/b.py", line 30, in load\n    pick(row)\nKeyError') AS k), 1.000000,
          'with a blank message, from another place');
SELECT is((SELECT k.similarity FROM agora_memory.known_fixes(E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    pick(row)\nKeyError', 1) AS k), 1.000000,
          'as a whole traceback');

-- Transforms, and those that must not be used.
CREATE TEMP TABLE coded AS SELECT pg_temp.answer(t.attempt_id, 'success', 'guard', 'def guard(row): return row') AS resolution_id FROM traced AS t;
SELECT pg_temp.answer(t.attempt_id, 'success', 'guard', 'def guard(row): return row') FROM traced AS t;
SELECT results_eq($$SELECT k.rank, k.transform, k.code, k.approach FROM agora_memory.known_fixes(NULL, 1, 'KeyError', E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    pick(row)\nKeyError') AS k$$,
                  $$VALUES (1, 'guard', 'def guard(row): return row', 'guard')$$, 'a transform comes with its code');
UPDATE agora_memory.transform SET status = 'approved' WHERE name = 'guard';
SELECT is((SELECT count(*) FROM agora_memory.known_fixes(NULL, 5, 'KeyError', E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    pick(row)\nKeyError') AS k WHERE k.transform = 'guard'), 1::bigint, 'approved too');
UPDATE agora_memory.transform SET status = 'deprecated' WHERE name = 'guard';
SELECT results_eq($$SELECT k.rank, k.approach FROM agora_memory.known_fixes(NULL, 5, 'KeyError', E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    pick(row)\nKeyError') AS k$$,
                  $$VALUES (1, 'use get')$$, 'deprecated no more');
SELECT pg_temp.answer(t.attempt_id, 'success', 'wrong', 'def wrong(row): return None') FROM traced AS t;
UPDATE agora_memory.transform SET status = 'rejected' WHERE name = 'wrong';
SELECT is((SELECT count(*) FROM agora_memory.known_fixes(NULL, 5, 'KeyError', E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    pick(row)\nKeyError') AS k WHERE k.approach = 'wrong'), 0::bigint, 'rejected never');

-- Freshness: what worked long ago counts less, by whole days, down to a floor.
SELECT agora_test.advance('180 days');
PREPARE fresh AS SELECT k.freshness, k.score = round(k.similarity * k.confidence * k.freshness, 6), k.status, k.reason ~ 'last worked (today|yesterday|\d+ days ago), freshness \d\.\d\d$'
                   FROM agora_memory.known_fixes('cannot read the ledger of customer 18', 1, 'ValueError') AS k;
SELECT results_eq('EXECUTE fresh', $$VALUES (0.750000, true, 'deprecated', true)$$, 'half-way to the floor after the half-life; and deprecated, because nothing was heard of it');
SELECT agora_test.advance('1800000 days');
SELECT results_eq('EXECUTE fresh', $$VALUES (0.500000, true, 'deprecated', true)$$, 'never below the floor');
SELECT agora.set_setting('memory.freshness_half_life', '0', 'a test');
SELECT results_eq('EXECUTE fresh', $$VALUES (1.000000, true, 'deprecated', true)$$, 'or not at all');
SELECT agora.set_setting('memory.freshness_half_life', NULL, 'a test');
SELECT agora_test.at('2026-01-01 00:00+00'::timestamptz + interval '1 day');
SELECT pg_temp.answer(f.attempt_id, 'success', 'lucky today') FROM failed AS f;
SELECT results_eq($$SELECT k.approach, k.reason FROM agora_memory.known_fixes('cannot read the ledger of customer 18', p_error_type => 'ValueError') AS k WHERE k.n = 1$$,
                  $$VALUES ('lucky today', 'the same error; worked 1 of 1 times, confidence 0.21 (tracking); last worked today, freshness 1.00'),
                           ('lucky once', 'the same error; worked 1 of 1 times, confidence 0.21 (tracking); last worked yesterday, freshness 1.00'),
                           ('lucky twin', 'the same error; worked 1 of 1 times, confidence 0.21 (tracking); last worked yesterday, freshness 1.00')$$, 'equally sure: the fresher one first');

-- One family: the same error at another place is at least half the same.
CREATE FUNCTION pg_temp.stack(p_place text) RETURNS text LANGUAGE sql
RETURN format(E'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in load\n    %s\nLookupError: nothing here', p_place);
CREATE TEMP TABLE placed AS SELECT pg_temp.fail(NULL, NULL, pg_temp.stack('pick(row)')) AS attempt_id;
SELECT pg_temp.answer(p.attempt_id, 'success', 'look elsewhere') FROM placed AS p;
SELECT results_eq($$SELECT k.approach, k.similarity >= 0.5 AND k.similarity < 1, k.success_ratio, k.n FROM agora_memory.known_fixes(pg_temp.stack('choose(other)')) AS k$$,
                  $$VALUES ('look elsewhere', true, 1.000000, 1::bigint)$$, 'an error of the same family, at a place never seen');

-- A large family, found through its index: thousands of places, one of them with a proven fix.
INSERT INTO agora_memory.error_signature (normalizer_version, signature, error_type, category, language, pattern, message, first_seen_at, recorded_at)
SELECT 1, encode(sha256(n::text::bytea), 'hex'), 'LookupError', 'runtime_error', 'python', 'LookupError: nothing here' || E'\nat place ' || n, 'nothing here', agora.now(), agora.now()
  FROM generate_series(1, 3000) AS n;
INSERT INTO agora_memory.resolution (error_signature_id, family, approach_key, approach, status, successes, success_weight, confidence, last_success_at, recorded_at)
SELECT s.error_signature_id, s.family, 'text:' || encode(sha256(convert_to(s.pattern, 'UTF8')), 'hex'), s.pattern, 'tracking', w.n, w.n, agora_memory.wilson_lower_bound(w.n, w.n), agora.now(), agora.now()
  FROM agora_memory.error_signature AS s CROSS JOIN LATERAL (SELECT CASE WHEN s.pattern LIKE '% 1234' THEN 50 ELSE 1 END AS n) AS w WHERE s.recorded_at = agora.now() AND s.message = 'nothing here' AND s.pattern LIKE '%place%';
ANALYZE agora_memory.error_signature, agora_memory.resolution;
CREATE TEMP TABLE scanned AS SELECT s.relname, s.seq_scan FROM pg_stat_xact_user_tables AS s WHERE s.schemaname = 'agora_memory';
SELECT is((SELECT k.approach FROM agora_memory.known_fixes(pg_temp.stack('choose(other)'), 1) AS k), E'LookupError: nothing here\nat place 1234', 'the surest of a family of thousands is the answer');
SELECT is_empty($$SELECT s.relname FROM pg_stat_xact_user_tables AS s JOIN scanned AS b USING (relname)
                   WHERE s.schemaname = 'agora_memory' AND s.seq_scan > b.seq_scan AND s.relname IN ('error_signature', 'resolution', 'resolution_evidence', 'attempt', 'document')$$, 'and no table is read through for it');

-- Who may ask, and how not to.
CREATE FUNCTION pg_temp.hint_of(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_hint text;
BEGIN
    EXECUTE p_sql;
    RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
    GET STACKED DIAGNOSTICS v_hint = PG_EXCEPTION_HINT;
    RETURN sqlerrm || '; ' || v_hint;
END;
$$;
SELECT is(pg_temp.hint_of(format('SELECT agora_memory.known_fixes(%L)', w.argument)),
          'there is no error to look for; Pass the message or the whole traceback as p_error, or at least p_error_type or p_stack.', 'the advice names the caller''s parameters')
  FROM (VALUES (NULL), (E'\x1b[0m'), (E' \n')) AS w(argument);
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT isnt_empty($$SELECT * FROM agora_memory.known_fixes('cannot read the ledger of customer 18', p_error_type => 'ValueError')$$, 'fixes are for every reader');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora_memory.known_fixes(%s)', w.arguments), '22023', left(w.arguments, 60))
  FROM (VALUES ('NULL'), (''''''), ('E'' \n'', 5, '''', '' '''), ('''x'', 0'), ('''x'', 101'), ('''x'', NULL'), ('''x'', -1'), ('repeat(''x'', 1000001)'), ('''x'', 5, repeat(''E'', 501)'),
               ('''x'', 5, ''E'', repeat(''at x '', 2000000)')) AS w(arguments);
SELECT is_empty($$SELECT * FROM agora_memory.known_fixes($q$'; DROP TABLE agora.principal; --$q$, 100, $q$'; --$q$, '%I $1')$$, 'SQL is text');

SELECT * FROM finish();
ROLLBACK;
