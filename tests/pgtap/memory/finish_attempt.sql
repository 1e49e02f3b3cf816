-- finish_attempt: what an end teaches, that it happens once, and that wrong input changes nothing.
BEGIN;
SELECT plan(90);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');

CREATE FUNCTION pg_temp.fail(p_message text) RETURNS bigint LANGUAGE sql
RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id('alice')), 'error', 'ValueError', p_message,
                                    p_actor => agora_test.id('alice'))).attempt_id;
CREATE FUNCTION pg_temp.answer(p_parent bigint, p_status text, p_approach text DEFAULT NULL, p_error text DEFAULT NULL, p_code text DEFAULT NULL,
                               p_transforms bigint[] DEFAULT '{}', p_language text DEFAULT 'python')
RETURNS agora_memory.finished_attempt LANGUAGE sql
RETURN agora_memory.finish_attempt(
    agora_memory.start_attempt('do it again', p_approach => p_approach, p_parent => p_parent, p_transforms => p_transforms, p_actor => agora_test.id('bob')),
    p_status, p_error_message => p_error, p_code => p_code, p_language => p_language, p_quality => 0.6, p_actor => agora_test.id('bob'));
CREATE FUNCTION pg_temp.counts() RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s attempts %s running, %s signatures, %s resolutions, %s evidence, %s transforms, %s uses, %s events, %s payouts',
                  (SELECT count(*) FROM agora_memory.attempt), (SELECT count(*) FROM agora_memory.attempt AS a WHERE a.status = 'in_progress'),
                  (SELECT count(*) FROM agora_memory.error_signature), (SELECT count(*) FROM agora_memory.resolution),
                  (SELECT count(*) FROM agora_memory.resolution_evidence), (SELECT count(*) FROM agora_memory.transform),
                  (SELECT count(*) FROM agora_memory.attempt_transform), (SELECT count(*) FROM agora_event.event),
                  (SELECT count(*) FROM agora_reward.reward_calculation));
END;

-- Success, with everything that can be said.
CREATE TEMP TABLE first_one AS
SELECT agora_memory.start_attempt('add up', 'parsing', 'first idea', p_details => '{"project": "p", "tools": ["read"], "meta": {"a": 1, "b": 1}}',
                                  p_actor => agora_test.id('alice')) AS attempt_id;
SELECT agora_test.at('2026-01-01 00:05+00');
PREPARE finish AS
SELECT to_jsonb(agora_memory.finish_attempt(f.attempt_id, 'success', p_code => 'def add(a, b): return a + b', p_quality => 0.95, p_approach => 'second idea',
           p_details => '{"model": "m", "agent_type": "coder", "tools": ["run"], "meta": {"b": 2}, "confidence": 0.5, "tokens_in": 10.0, "tokens_out": 1e3, "cost_usd": 0.000000000001}',
           p_key => 'k', p_actor => agora_test.id('alice'))) FROM first_one AS f;
CREATE TEMP TABLE result AS EXECUTE finish;
SELECT is(r.to_jsonb, jsonb_build_object('attempt_id', f.attempt_id, 'status', 'success', 'error_signature_id', NULL, 'is_known_error', false,
                                         'transform_id', t.transform_id, 'is_duplicate', false, 'resolution_id', NULL, 'confidence', NULL, 'golden_state_id', g.golden_state_id, 'matched_transforms', '[]'::jsonb,
                                         'recommendations', '[]'::jsonb, 'step_error', NULL),
          'a success makes its code a transform, and is evidence for nothing')
  FROM result AS r, first_one AS f JOIN agora_memory.transform AS t ON t.source_attempt_id = f.attempt_id
  JOIN agora_memory.golden_state AS g ON g.attempt_id = f.attempt_id;
SELECT is(to_jsonb(r) - ARRAY['attempt_id', 'principal_id', 'correlation_id', 'approach_key', 'transform_ids', 'recorded_at', 'request_fingerprint'],
          '{"parent_attempt_id": null, "status": "success", "category": "parsing", "project": "p", "model": "m", "agent_type": "coder",
            "request": "add up", "approach": "second idea", "error_signature_id": null, "error_type": null, "error_message": null, "error_stack": null,
            "code": "def add(a, b): return a + b", "language": "python", "tools": ["run"], "quality": 0.95, "confidence": 0.5, "tokens_in": 10,
            "tokens_out": 1000, "cost_usd": 0.000000000001, "started_at": "2026-01-01T00:00:00+00:00", "finished_at": "2026-01-01T00:05:00+00:00",
            "duration": "00:05:00", "meta": {"a": 1, "b": 2}, "step_error": null, "execution_id": null, "retention": "standard"}'::jsonb, 'the view shows what was said at either end')
  FROM agora_memory.recorded_attempt AS r JOIN first_one AS f ON f.attempt_id = r.attempt_id;
SELECT is(a.approach_key, 'transform:' || (r.to_jsonb ->> 'transform_id'), 'the code is the approach now')
  FROM result AS r, first_one AS f JOIN agora_memory.attempt AS a ON a.attempt_id = f.attempt_id;
SELECT is(t.description, E'second idea\nadd up', 'the transform is described by approach and request') FROM agora_memory.transform AS t;

-- Finishing twice.
CREATE TEMP TABLE before AS SELECT pg_temp.counts();
SELECT results_eq('EXECUTE finish', 'SELECT r.to_jsonb FROM result AS r', 'the same call again: the first result');
SELECT agora_test.raises(format($$SELECT agora_memory.finish_attempt(%s, 'success', p_key => 'k', p_actor => agora_test.id('alice'))$$, f.attempt_id), 'ZM002', 'the key with other facts') FROM first_one AS f;
SELECT agora_test.raises(format($$SELECT agora_memory.finish_attempt(%s, 'error', 'E', p_key => 'other', p_actor => agora_test.id('alice'))$$, f.attempt_id), 'ZM002', 'another key') FROM first_one AS f;
SELECT agora_test.raises(format($$SELECT agora_memory.finish_attempt(%s, 'success', p_actor => agora_test.id('alice'))$$, f.attempt_id), 'ZM002', 'no key') FROM first_one AS f;
CREATE TEMP TABLE keyless AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'success')).attempt_id;
SELECT agora_test.raises(format($$SELECT agora_memory.finish_attempt(%s, 'success')$$, k.attempt_id), 'ZM002', 'without a key the same call is another call') FROM keyless AS k;

-- Errors: a signature, the same for the same bug.
CREATE TEMP TABLE failed AS SELECT pg_temp.fail('bad value 17') AS attempt_id;
SELECT is((SELECT count(*) FROM agora_memory.resolution), 0::bigint, 'a first failure is evidence against nothing');
SELECT ok(a.error_signature_id IS NOT NULL, 'it has a signature') FROM agora_memory.attempt AS a JOIN failed AS f ON f.attempt_id = a.attempt_id;
SELECT pg_temp.fail('bad value 18');
SELECT is((SELECT count(*) FROM agora_memory.error_signature), 1::bigint, 'the same bug with another value has the same one');
SELECT is((SELECT format('%s %s', e.occurrences, e.last_seen_at = agora.now()) FROM agora_memory.known_error_signature AS e), '2 t', 'the view counts the occurrences');
SELECT is((agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'error', 'ValueError', 'bad value 19')).is_known_error, true, 'and the answer says that it is known');
SELECT is((agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'error', 'ValueError', 'no such thing')).is_known_error, false, 'another bug is not');
SELECT is((agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'error', p_error_message => '', p_error_stack => E'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\nZeroDivisionError')).is_known_error,
          false, 'a blank message and a stack are an error');
SELECT is((agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'timeout')).error_signature_id, NULL, 'a timeout needs no error');
SELECT isnt((agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'timeout', p_error_message => 'took too long')).error_signature_id, NULL, 'but may have one');
SELECT isnt((agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'partial', p_error_message => 'half done')).error_signature_id, NULL, 'as may half a success');

-- Answers: evidence for or against what was tried.
SELECT is((pg_temp.answer(f.attempt_id, 'error', 'look away', 'bad value 20')).confidence, 0::numeric, 'an answer that fails') FROM failed AS f;
SELECT is((pg_temp.answer(f.attempt_id, 'timeout', 'Look  away')).confidence, 0::numeric, 'or takes too long') FROM failed AS f;
SELECT is((pg_temp.answer(f.attempt_id, 'success', 'check first')).confidence, 0.206543, 'or works') FROM failed AS f;
SELECT is((pg_temp.answer(f.attempt_id, 'cancelled', 'check first')).resolution_id, NULL, 'or was called off') FROM failed AS f;
SELECT is((pg_temp.answer(f.attempt_id, 'partial', 'check first')).resolution_id, NULL, 'or works in part') FROM failed AS f;
SELECT is((pg_temp.answer(f.attempt_id, 'success')).resolution_id, NULL, 'or has no approach') FROM failed AS f;
SELECT is((pg_temp.answer(k.attempt_id, 'success', 'check first')).resolution_id, NULL, 'or answers no error') FROM keyless AS k;
SELECT results_eq($$SELECT e.approach, e.successes, e.failures, e.n, e.success_ratio, e.confidence::numeric, e.last_success_at, e.last_failure_at
                      FROM agora_memory.error_resolution AS e ORDER BY e.resolution_id$$,
                  $$VALUES ('look away', 0::bigint, 2::bigint, 2::bigint, 0.000000, 0::numeric, NULL::timestamptz, '2026-01-01 00:05+00'::timestamptz),
                           ('check first', 1, 0, 1, 1.000000, 0.206543, '2026-01-01 00:05+00', NULL)$$,
                  'evidence: two failures of one approach, one success of another');
SELECT is((SELECT s.best_confidence::numeric FROM agora_memory.known_error_signature AS s JOIN agora_memory.attempt AS a ON a.error_signature_id = s.error_signature_id
            JOIN failed AS f ON f.attempt_id = a.attempt_id), 0.206543, 'the signature shows the best of them');

-- The approach may be corrected at the end.
CREATE TEMP TABLE reworded AS
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('x', p_approach => 'first idea', p_parent => f.attempt_id), 'success', p_approach => 'third idea') AS r FROM failed AS f;
SELECT is((SELECT e.approach FROM agora_memory.error_resolution AS e JOIN reworded AS w ON (w.r).resolution_id = e.resolution_id), 'third idea', 'an approach corrected at the end is the one that counts');
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform('def check(a): return a or 0', p_actor => agora_test.id('alice'))).transform_id;
CREATE TEMP TABLE corrected AS
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('x', p_approach => 'first idea', p_parent => f.attempt_id), 'success', p_transforms => ARRAY[m.transform_id]) AS r
  FROM failed AS f, made AS m;
SELECT is((SELECT e.approach_key FROM agora_memory.error_resolution AS e JOIN corrected AS c ON (c.r).resolution_id = e.resolution_id),
          (SELECT 'transform:' || m.transform_id FROM made AS m), 'a transform named at the end is the approach');
SELECT is((pg_temp.answer(f.attempt_id, 'success', 'in words', p_transforms => ARRAY[m.transform_id])).resolution_id, (SELECT (c.r).resolution_id FROM corrected AS c),
          'and goes before words') FROM failed AS f, made AS m;
CREATE TEMP TABLE withdrawn AS
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('x', p_approach => 'by hand', p_parent => f.attempt_id, p_transforms => ARRAY[m.transform_id]), 'success', p_transforms => '{}') AS r
  FROM failed AS f, made AS m;
SELECT is((SELECT e.approach FROM agora_memory.error_resolution AS e JOIN withdrawn AS w ON (w.r).resolution_id = e.resolution_id), 'by hand', 'an empty list takes transforms back');
SELECT is((SELECT t.uses FROM agora_memory.known_transform AS t JOIN made AS m ON m.transform_id = t.transform_id), 2::bigint, 'which were not used then');

-- Code.
CREATE TEMP TABLE coded AS SELECT pg_temp.answer(f.attempt_id, 'success', 'guard', p_code => 'def guard(x): return x if x else None') AS r FROM failed AS f;
SELECT is((SELECT e.transform FROM agora_memory.error_resolution AS e JOIN coded AS c ON (c.r).resolution_id = e.resolution_id), 'guard', 'an answer''s code is its approach');
SELECT is((SELECT t.claimed_quality::numeric FROM agora_memory.known_transform AS t JOIN coded AS c ON (c.r).transform_id = t.transform_id), 0.6, 'with the quality it had, as a claim');
SELECT is(row((r.a).transform_id, (r.a).is_duplicate, (r.a).confidence), row((c.r).transform_id, true, 0.342372), 'the same program again: the same transform, more evidence')
  FROM coded AS c, (SELECT pg_temp.answer(f.attempt_id, 'success', 'other words', p_code => E'def guard(x):\n    # same\n    return x if x else None') AS a FROM failed AS f OFFSET 0) AS r;
SELECT is(row((r.a).transform_id, (r.a).is_duplicate, (r.a).confidence), row((c.r).transform_id, true, 0.438494), 'also where it is the transform that was used')
  FROM coded AS c, failed AS f, LATERAL (SELECT pg_temp.answer(f.attempt_id, 'success', p_code => 'def guard(x): return x if x else None', p_transforms => ARRAY[(c.r).transform_id]) AS a OFFSET 0) AS r;
SELECT is((SELECT format('%s %s', t.uses, t.successful_uses) FROM agora_memory.known_transform AS t JOIN coded AS c ON (c.r).transform_id = t.transform_id), '1 1', 'one''s own code is no use of it');
SELECT is((pg_temp.answer(f.attempt_id, 'error', 'guess', 'bad value 1', 'def never(): return 1')).transform_id, NULL, 'code that did not work is not kept as a transform') FROM failed AS f;
SELECT is((SELECT r.code FROM agora_memory.recorded_attempt AS r ORDER BY r.attempt_id DESC LIMIT 1), 'def never(): return 1', 'but with its attempt');

-- A step that cannot be done never loses the attempt.
SELECT matches((pg_temp.answer(f.attempt_id, 'success', 'broken', p_code => 'def (:')).step_error, '\mhash: code does not parse', 'code that does not parse is told') FROM failed AS f;
SELECT matches((SELECT r.status || ' ' || r.step_error FROM agora_memory.recorded_attempt AS r ORDER BY r.attempt_id DESC LIMIT 1), '^success score: .*\mhash: code does not parse', 'the attempt is kept with the reason');
SELECT is((SELECT e.approach FROM agora_memory.error_resolution AS e ORDER BY e.resolution_id DESC LIMIT 1), 'broken', 'and is evidence for its words');
SELECT isnt((pg_temp.answer(f.attempt_id, 'success', p_code => 'x', p_language => NULL)).step_error, NULL, 'code without a language is told') FROM failed AS f;
SELECT isnt((pg_temp.answer(f.attempt_id, 'success', p_code => ' ')).step_error, NULL, 'blank code too') FROM failed AS f;
SELECT is((pg_temp.answer(f.attempt_id, 'success', p_code => 'def (:', p_language => 'text')).step_error, NULL, 'as text it is kept') FROM failed AS f;
-- A million characters are too long for a transform, but not for an attempt, whichever way it is recorded.
SELECT matches((pg_temp.answer(f.attempt_id, 'success', 'minified', p_code => repeat('x=1;', 250000), p_language => 'javascript')).step_error, '\mhash: text argument is too long \(argument=p_code length=1000000 limit=100000\)$', 'minified code is told') FROM failed AS f;
SELECT is((SELECT length(r.code) FROM agora_memory.recorded_attempt AS r ORDER BY r.attempt_id DESC LIMIT 1), 1000000, 'and kept with its attempt');
SELECT agora_memory.record_attempt(jsonb_build_object('id', 'minified', 'request', 'x', 'status', 'success', 'code', repeat('x=1;', 250000), 'language', 'javascript'));
SELECT is((SELECT count(*) FROM agora_memory.recorded_attempt AS r WHERE length(r.code) = 1000000 AND r.step_error ~ '\mhash: text argument is too long \(argument=p_code length=1000000 limit=100000\)$'), 2::bigint,
          'a record says the same');

-- The flag.
CREATE TEMP TABLE transforms AS SELECT count(*) FROM agora_memory.transform;
SELECT agora.set_flag('stf_extraction', false, agora_test.id('bob'));
SELECT is(row((r.a).status, (r.a).transform_id, (r.a).step_error), row('success'::text, NULL::bigint, NULL::text), 'without stf_extraction nothing fails')
  FROM (SELECT pg_temp.answer(f.attempt_id, 'success', 'flagless', p_code => 'def flagless(): return 3') AS a FROM failed AS f OFFSET 0) AS r;
SELECT results_eq('SELECT count(*) FROM agora_memory.transform', 'SELECT t.count FROM transforms AS t', 'and no transform is written');

-- Events.
SELECT results_eq($$SELECT e.topic, count(*) FROM agora_event.event AS e WHERE e.correlation_id = (SELECT a.correlation_id FROM agora_memory.attempt AS a JOIN failed AS f ON f.attempt_id = a.attempt_id)
                     AND e.topic LIKE 'memory.%' GROUP BY e.topic ORDER BY e.topic$$,
                  $$SELECT 'memory.attempt.finished.v1', count(*) FROM agora_memory.attempt AS a JOIN agora_memory.attempt AS p ON p.correlation_id = a.correlation_id JOIN failed AS f ON f.attempt_id = p.attempt_id
                    UNION ALL
                    SELECT 'memory.resolution.changed.v1', count(*) FROM agora_memory.resolution
                    UNION ALL
                    SELECT 'memory.resolution.confirmed.v1', count(*) FROM agora_memory.resolution_evidence AS e WHERE e.is_success$$, 'every end, every success of an answer and every change of state is told');

-- Wrong input: a SQLSTATE with DETAIL and HINT, and nothing changed.
CREATE TEMP TABLE running AS SELECT agora_memory.start_attempt('x', p_actor => agora_test.id('alice')) AS attempt_id;
CREATE TEMP TABLE counted AS SELECT pg_temp.counts();
SELECT agora_test.raises(format('SELECT agora_memory.finish_attempt(%s, %s, p_actor => agora_test.id(''alice''))', r.attempt_id, w.arguments), '22023', left(w.arguments, 70))
  FROM running AS r,
       (VALUES ('NULL'), ('''done'''), ('''in_progress'''), ('''error'''), ('''error'', '' '', '''', '' '''), ('''success'', ''KeyError'''), ('''cancelled'', p_error_message => ''x'''),
               ('''success'', p_quality => ''NaN'''), ('''success'', p_quality => -0.1'), ('''success'', p_quality => 1.000001'), ('''success'', p_quality => ''Infinity'''),
               ('''error'', repeat(''E'', 501)'), ('''error'', ''E'', repeat(''x'', 1000001)'), ('''error'', ''E'', p_error_stack => repeat(''at x '', 2000000)'), ('''error'', ''E'', p_error_stack => repeat('' '', 1000001)'), ('''error'', repeat('' '', 501), ''x'''),
               ('''error'', E''E\x01'''), ('''success'', p_code => repeat(''x'', 10000001)'), ('''error'', ''E'', p_language => repeat(''x'', 41)'),
               ('''success'', p_approach => '''''), ('''success'', p_approach => repeat(''x'', 10001)'), ('''success'', p_transforms => ''{NULL}'''), ('''success'', p_details => NULL'),
               ('''success'', p_details => ''{"tools": {"a": 1}}'''), ('''success'', p_details => ''{"quality": 1}'''), ('''success'', p_details => jsonb_build_object(''meta'', jsonb_build_object(''a'', repeat(''x'', 10000000)))'),
               ('''success'', p_key => '''''), ('''success'', p_key => repeat(''k'', 201)')) AS w(arguments);
SELECT agora_test.raises(format($$SELECT agora_memory.finish_attempt(%s, 'success', p_transforms => '{999999999}', p_actor => agora_test.id('alice'))$$, r.attempt_id), 'ZM005', 'an unknown transform') FROM running AS r;
SELECT agora_test.raises(format($$SELECT agora_memory.finish_attempt(%s, 'success', p_actor => agora_test.id('bob'))$$, r.attempt_id), 'ZM001', 'the attempt of another') FROM running AS r;
SELECT agora_test.raises($$SELECT agora_memory.finish_attempt(999999999, 'success')$$, 'ZM001', 'an unknown attempt');
SELECT agora_test.raises($$SELECT agora_memory.finish_attempt(NULL, 'success')$$, 'ZM001', 'no attempt');
SELECT agora_test.raises($$SELECT agora_memory.finish_attempt(1, 'success', p_actor => NULL)$$, 'ZA001', 'no actor');
SELECT results_eq('SELECT pg_temp.counts()', 'SELECT c.counts FROM counted AS c', 'nothing of this changed anything');

-- Text is text, whatever it says.
SELECT is((agora_memory.finish_attempt(r.attempt_id, 'error', 'x''; DROP TABLE agora.principal; --', ''';--$1 %s \', '{"a": "$$"}', 'SELECT ''$q$''; --', 'sql', 1,
              ''')); DELETE FROM agora.principal; --', '{}', '{"project": "''; --", "meta": {"''": "%I"}}', '{}', ''';--', agora_test.id('alice'))).status, 'error', 'SQL in every field')
  FROM running AS r;
SELECT results_eq($$SELECT d.error_type, d.error_message, d.error_stack, d.code, d.approach, d.project, d.meta FROM agora_memory.recorded_attempt AS d JOIN running AS r ON r.attempt_id = d.attempt_id$$,
                  $v$VALUES ('x''; DROP TABLE agora.principal; --', ''';--$1 %s \', '{"a": "$$"}', 'SELECT ''$q$''; --', ''')); DELETE FROM agora.principal; --', '''; --', '{"''": "%I"}'::jsonb)$v$,
                  'is kept as it was');

-- A long stack is stored by its two ends.
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'error', 'E', p_error_stack => 'begin ' || repeat('x', 300000) || ' end');
SELECT matches((SELECT r.error_stack FROM agora_memory.recorded_attempt AS r ORDER BY r.attempt_id DESC LIMIT 1), E'^begin x+\n\\[200010 characters left out\\]\nx+ end$', 'a long stack keeps both ends');
SELECT cmp_ok((SELECT length(r.error_stack) FROM agora_memory.recorded_attempt AS r ORDER BY r.attempt_id DESC LIMIT 1), '<=', agora.setting_integer('memory.stack_limit')::integer, 'within memory.stack_limit');

SELECT * FROM finish();
ROLLBACK;
