-- manifest: what is known about a problem, section by section, with the reason where there is nothing.
BEGIN;
SELECT plan(39);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.available(p_manifest jsonb) RETURNS text[] LANGUAGE sql
BEGIN ATOMIC
    SELECT array_agg(e.key ORDER BY e.key) FROM jsonb_each(p_manifest) AS e WHERE e.value -> 'available' = 'true';
END;
CREATE FUNCTION pg_temp.reasons(p_manifest jsonb) RETURNS jsonb LANGUAGE sql
BEGIN ATOMIC
    SELECT jsonb_object_agg(e.key, e.value -> 'reason') FROM jsonb_each(p_manifest) AS e WHERE e.value -> 'available' = 'false';
END;

-- Nothing is known.
SELECT is(agora_memory.manifest('read the ledger'),
          '{"problem": "read the ledger", "correlation_id": null,
            "fixes": {"available": false, "reason": "no error was given"},
            "known_failures": {"available": false, "reason": "no error was given"},
            "transforms": {"available": false, "reason": "no transform fits"},
            "golden_states": {"available": false, "reason": "golden states are not part of this release"},
            "patterns": {"available": false, "reason": "patterns are not part of this release"},
            "cost": {"available": false, "reason": "costs are not part of this release"}}'::jsonb, 'every section, with its reason');
SELECT is(pg_temp.reasons(agora_memory.manifest('read the ledger', p_options => '{"error": "it broke"}')) - ARRAY['transforms', 'golden_states', 'patterns', 'cost'],
          '{"fixes": "no fix of this error is known", "known_failures": "nothing is known to fail"}'::jsonb, 'other reasons where an error was given');

-- Something is.
CREATE TEMP TABLE failed AS
SELECT a.attempt_id, a.error_signature_id
  FROM agora_memory.finish_attempt(agora_memory.start_attempt('read the ledger', p_correlation_id => '00000000-0000-0000-0000-000000000001'),
                                   'error', 'KeyError', NULL, E'Traceback (most recent call last):\n  File "a.py", line 1, in load\n    pick(row)\nKeyError') AS a;
CREATE FUNCTION pg_temp.answer(p_parent bigint, p_status text, p_approach text, p_code text DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('read the ledger', p_approach => p_approach, p_parent => p_parent), p_status, p_code => p_code, p_quality => 0.7)).resolution_id;
SELECT pg_temp.answer(f.attempt_id, 'timeout', 'try again') FROM failed AS f, generate_series(1, 2);
SELECT pg_temp.answer(f.attempt_id, 'success', 'use get', 'def read_ledger(row): return row.get("ledger")') FROM failed AS f;
CREATE TEMP TABLE told AS SELECT agora_memory.manifest('read the ledger', '00000000-0000-0000-0000-000000000001') AS manifest;
SELECT is(pg_temp.available(t.manifest), ARRAY['fixes', 'known_failures', 'transforms'], 'what is known of the correlation''s error') FROM told AS t;
SELECT is((t.manifest #> '{fixes,items}')::text, (SELECT jsonb_agg(to_jsonb(k))::text FROM agora_memory.known_fixes(NULL, 5, 'KeyError', E'Traceback (most recent call last):\n  File "a.py", line 1, in load\n    pick(row)\nKeyError') AS k),
          'the fixes are those of known_fixes') FROM told AS t;
SELECT is(t.manifest #>> '{fixes,items,0,reason}', 'the same error; worked 1 of 1 times, confidence 0.21 (tracking); last worked today, freshness 1.00', 'the very error, though it had no message') FROM told AS t;
SELECT is(t.manifest #>> '{known_failures,items,0,approach}', 'try again', 'what must not be tried again') FROM told AS t;
SELECT is(t.manifest #>> '{transforms,items,0,name}', 'read_ledger', 'code that fits') FROM told AS t;
SELECT is((t.manifest #> '{transforms,items,0}') - 'is_recommended'::text, (SELECT to_jsonb(m) FROM agora_memory.match_transforms('read the ledger', 1) AS m), 'as match_transforms tells it') FROM told AS t;
SELECT is(t.manifest ->> 'correlation_id', '00000000-0000-0000-0000-000000000001', 'and what was asked') FROM told AS t;

-- Recommended is what is approved and good.
PREPARE recommended AS SELECT agora_memory.manifest('read the ledger') #> '{transforms,items,0,is_recommended}';
SELECT results_eq('EXECUTE recommended', ARRAY['false'::jsonb], 'what is pending is not recommended');
UPDATE agora_memory.transform SET status = 'approved', quality = 0.7;
SELECT results_eq('EXECUTE recommended', ARRAY['true'::jsonb], 'what is approved and has memory.recommend_min_quality is');
UPDATE agora_memory.transform SET quality = 0.699999;
SELECT results_eq('EXECUTE recommended', ARRAY['false'::jsonb], 'with less it is not');
UPDATE agora_memory.transform SET quality = NULL;
SELECT results_eq('EXECUTE recommended', ARRAY['false'::jsonb], 'nor with none');

-- Where the error comes from.
SELECT is(pg_temp.available(agora_memory.manifest('read the ledger', '00000000-0000-0000-0000-000000000009')), ARRAY['transforms'], 'an unknown correlation has no error');
SELECT is(pg_temp.available(agora_memory.manifest('zebra', '00000000-0000-0000-0000-000000000001', '{"error": "it broke"}')), NULL, 'an error that is given goes first');
SELECT is(pg_temp.available(agora_memory.manifest('zebra', '00000000-0000-0000-0000-000000000001', '{"error": null, "error_type": null, "error_stack": null}')), ARRAY['fixes', 'known_failures'], 'null is not given');
SELECT is(pg_temp.available(agora_memory.manifest('zebra', NULL, '{"error": "Traceback (most recent call last):\n  File \"b.py\", line 9, in load\n    pick(row)\nKeyError"}')), ARRAY['fixes', 'known_failures'], 'a whole traceback');
SELECT is(pg_temp.available(agora_memory.manifest('zebra', NULL, '{"error": "", "error_type": "KeyError", "error_stack": "Traceback (most recent call last):\n  File \"b.py\", line 9, in load\n    pick(row)\nKeyError"}')),
          ARRAY['fixes', 'known_failures'], 'type and stack, with a blank message');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('read the ledger', p_correlation_id => '00000000-0000-0000-0000-000000000001'), 'error', 'NewError', 'something else');
SELECT is(pg_temp.available(agora_memory.manifest('zebra', '00000000-0000-0000-0000-000000000001')), NULL, 'the last error of the correlation');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('read the ledger', p_correlation_id => '00000000-0000-0000-0000-000000000001'), 'success');
SELECT is(pg_temp.reasons(agora_memory.manifest('zebra', '00000000-0000-0000-0000-000000000001')) ->> 'fixes', 'no fix of this error is known', 'a success behind it is no error');

-- Options.
SELECT is(jsonb_array_length(agora_memory.manifest('ledger', p_options => '{"limit": 1}') #> '{transforms,items}'), 1, 'a limit');
SELECT is(pg_temp.available(agora_memory.manifest('ledger', p_options => '{"language": "sql"}')), NULL, 'a language');
SELECT is(pg_temp.available(agora_memory.manifest('ledger', p_options => '{"category": "dates", "limit": null}')), NULL, 'a category');
SELECT agora_test.raises(format('SELECT agora_memory.manifest(%s)', w.arguments), '22023', left(w.arguments, 60))
  FROM (VALUES ('NULL'), (''' '''), ('repeat(''x'', 1000001)'), ('''x'', NULL, NULL'), ('''x'', NULL, ''[]'''), ('''x'', NULL, ''{"other": null}'''), ('''x'', NULL, ''{"limit": 0}'''), ('''x'', NULL, ''{"limit": 101}'''),
               ('''x'', NULL, ''{"limit": 2.5}'''), ('''x'', NULL, ''{"limit": "5"}'''), ('''x'', NULL, ''{"error": {"a": 1}}'''), ('''x'', NULL, ''{"language": 1}'''),
               ('''x'', NULL, jsonb_build_object(''error'', repeat(''x'', 1000001))'), ('''x'', NULL, jsonb_build_object(''error_stack'', repeat(''x'', 10000000))')) AS w(arguments);
SELECT agora_test.raises($$SELECT agora_memory.manifest('x', NULL, '{"category": "nonsense"}')$$, 'ZM004', 'an unknown category');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is(pg_temp.available(agora_memory.manifest('ledger')), ARRAY['transforms'], 'every reader may ask');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
