-- score_code: five dimensions and their weighted sum, by three scorers; weights are data. The arithmetic itself has golden vectors.
BEGIN;
SELECT plan(34);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.good() RETURNS text LANGUAGE sql
RETURN E'def clamp(value: int, low: int, high: int) -> int:\n    "Keep a value within its bounds."\n    if value < low:\n        return low\n    return high if value > high else value\n';

SELECT results_eq($$SELECT s.composite, s.tier, s.complexity, s.scorer, s.scorer_version FROM agora_memory.score_code(pg_temp.good(), p_context => '{"author": "ada", "version": "1.0.0"}') AS s$$,
                  $$VALUES (1.000000, 'excellent', 0.100000, 'syntax', 1)$$, 'clean code');
SELECT is((agora_memory.score_code(pg_temp.good())).dimensions,
          '{"completeness": 1.0, "documentation": 1.0, "compliance": 1.0, "metadata": 0.4, "simplicity": 1.0}'::jsonb, 'author and version are not in the code');
SELECT is((agora_memory.score_code('def f(): pass')).tier, 'poor', 'a stub is not complete');
SELECT results_eq($$SELECT s.composite, s.scorer FROM agora_memory.score_code('x = "pass"', p_scorer => 'syntax') AS s$$,
                  $$SELECT s.composite, s.scorer FROM agora_memory.score_code('x = "pool"', p_scorer => 'syntax') AS s$$, 'words in strings are no syntax');
SELECT is((agora_memory.score_code('password = input()', p_scorer => 'legacy_pattern')).dimensions ->> 'completeness', '0.81', 'the earlier scorer took pass in password for a stub');
SELECT is((agora_memory.score_code(pg_temp.good(), p_scorer => 'legacy_stf')).composite, 0.545000, 'the earlier transform scorer');
SELECT is((agora_memory.score_code('def f(a):' || repeat(E'\n    if a: a += 1', 25))).complexity, 1.000000, 'difficulty ends at 1');
SELECT is((agora_memory.score_code('def f(a):' || repeat(E'\n    if a: a += 1', 25))).dimensions ->> 'simplicity', '0.2', 'and is apart from simplicity');
SELECT ok((agora_memory.score_code(c.code, c.language)).composite BETWEEN 0 AND 1, c.language)
  FROM (VALUES ('function add(a, b) { return a + b; }', 'js'), ('SELECT 1', 'sql'), ('not code at all', 'text')) AS c(code, language);
SELECT is(agora_memory.code_facts(pg_temp.good()) ->> 'guards', '2', 'the facts behind it');
SELECT is((agora_memory.code_facts('def (:', 'python')) ->> 'is_parsed', 'false', 'facts of what does not parse are read off its words');

-- Tiers, met at equality.
SELECT is(agora_memory.quality_tier(q), t, format('%s is %s', q, t))
  FROM (VALUES (1, 'excellent'), (0.9, 'excellent'), (0.899999, 'good'), (0.7, 'good'), (0.699999, 'fair'), (0.5, 'fair'), (0.499999, 'poor')) AS v(q, t);

-- Weights.
SELECT results_eq('SELECT s.scorer, s.version, s.is_in_force, (SELECT sum(w.value::numeric) FROM jsonb_each_text(s.weights) AS w) FROM agora_memory.known_scorer AS s ORDER BY s.scorer',
                  $$VALUES ('legacy_pattern', 1, true, 1.00), ('legacy_stf', 1, true, 1.00), ('syntax', 1, true, 1.00)$$, 'three scorers whose weights sum to 1');
SELECT is(agora_memory.revise_scorer('syntax', '{"completeness": 0, "documentation": 0, "compliance": 0, "metadata": 1, "simplicity": 0}', 'a test'), 1000, 'an operator has weights of its own');
SELECT is(agora_memory.revise_scorer('syntax', '{"completeness": 0, "documentation": 0, "compliance": 0, "metadata": 1, "simplicity": 0}', 'again'), 1000, 'the same again is the same');
SELECT results_eq($$SELECT s.composite, s.scorer_version FROM agora_memory.score_code(pg_temp.good()) AS s$$, 'VALUES (0.400000, 1000)', 'which are in force at once');
SAVEPOINT weights;
INSERT INTO agora_memory.quality_scorer VALUES ('syntax', 2000, 'a test', false, 1, agora.now());
INSERT INTO agora_memory.quality_dimension VALUES ('syntax', 2000, 'completeness', 0.5), ('syntax', 2000, 'metadata', 0.4);
SELECT agora_test.raises('SET CONSTRAINTS ALL IMMEDIATE', '23514', 'weights that do not sum to 1 are refused');
ROLLBACK TO weights;
SET CONSTRAINTS ALL DEFERRED;
SELECT agora_test.raises(format($$SELECT agora_memory.revise_scorer('syntax', %L, 'a test')$$, w), '22023', w)
  FROM unnest(ARRAY['{}', '{"completeness": 1}', '{"completeness": 0.3, "documentation": 0.3, "compliance": 0.2, "metadata": 0.15, "simplicity": 0.1}',
                    '{"completeness": "1", "documentation": 0, "compliance": 0, "metadata": 0, "simplicity": 0}',
                    '{"completeness": 2, "documentation": -1, "compliance": 0, "metadata": 0, "simplicity": 0}']) AS w;

-- Wrong input.
SELECT agora_test.raises(format('SELECT agora_memory.score_code(%s)', w), '22023', left(w, 60))
  FROM unnest(ARRAY['NULL', '''def (:''', '''x = 1'', p_scorer => ''best''', '''x = 1'', p_context => ''{"use_cases": "one"}''']) AS w;

SELECT * FROM finish();
ROLLBACK;
