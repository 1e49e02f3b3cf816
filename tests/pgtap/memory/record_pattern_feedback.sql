-- record_pattern_feedback and the thresholds tuned from it: from twenty verdicts on, and only when it is sure.
BEGIN;
SELECT plan(43);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob']) AS n;
CREATE FUNCTION pg_temp.tried() RETURNS bigint LANGUAGE sql RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id('alice')), 'success', p_quality => 0.75, p_actor => agora_test.id('alice'))).attempt_id;
CREATE TEMP TABLE made AS
SELECT t.type, (agora_memory.contribute_pattern(t.type, t.word, t.word, t.type, pg_temp.tried(), p_actor => agora_test.id('alice'))).pattern_id AS id
  FROM (VALUES ('code', 'gnu'), ('workflow', 'okapi'), ('testing', 'quagga'), ('naming', 'lynx'), ('architecture', 'kudu')) AS t(type, word);
CREATE FUNCTION pg_temp.judge(p_type text, p_verdict text, p_score numeric, p_times integer DEFAULT 1, p_is_automatic boolean DEFAULT false, p_actor text DEFAULT 'bob') RETURNS bigint LANGUAGE sql
    BEGIN ATOMIC SELECT count(agora_memory.record_pattern_feedback(m.id, pg_temp.tried(), p_verdict, p_score, p_is_automatic, p_actor => agora_test.id(p_actor))) FROM made AS m, generate_series(1, p_times) WHERE m.type = p_type; END;

-- A verdict.
CREATE TEMP TABLE call AS SELECT m.id AS pattern_id, pg_temp.tried() AS attempt_id FROM made AS m WHERE m.type = 'code';
CREATE TEMP TABLE judged AS SELECT agora_memory.record_pattern_feedback(c.pattern_id, c.attempt_id, 'incorrect', 0.9, p_comment => 'No.', p_key => 'k', p_actor => agora_test.id('bob')) AS id FROM call AS c;
SELECT is(row(f.verdict, f.score::numeric, f.weight::numeric, f.is_own, f.comment, f.recorded_at), row('incorrect'::text, 0.9, 1::numeric, false, 'No.'::text, agora.now()), 'a user''s verdict') FROM agora_memory.pattern_feedback AS f;
SELECT is(agora_memory.record_pattern_feedback(c.pattern_id, c.attempt_id, 'incorrect', 0.9, p_comment => 'No.', p_key => 'k', p_actor => agora_test.id('bob')), j.id, 'the same call again') FROM call AS c, judged AS j;
SELECT is(agora_memory.record_pattern_feedback(c.pattern_id, c.attempt_id, 'incorrect', 0.90, p_actor => agora_test.id('bob')), j.id, 'the same verdict without a key') FROM call AS c, judged AS j;
SELECT agora_test.raises(format('SELECT agora_memory.record_pattern_feedback(%s, %s, %L, %s, p_actor => agora_test.id(''bob''))', c.pattern_id, c.attempt_id, w.verdict, w.score), 'ZM055', w.verdict || w.score)
  FROM call AS c, (VALUES ('correct', 0.9), ('incorrect', 0.8)) AS w(verdict, score);
SELECT agora_test.raises(format('SELECT agora_memory.record_pattern_feedback(%s, %s, ''correct'', 1, p_key => ''k'', p_actor => agora_test.id(''bob''))', c.pattern_id, c.attempt_id), 'ZA003', 'the key is taken') FROM call AS c;
SELECT is((SELECT e.payload ->> 'verdict' FROM agora_event.event AS e WHERE e.topic = 'memory.pattern.judged.v1'), 'incorrect', 'it is told once');
SELECT pg_temp.judge('code', 'partial', 0.5, 1, true);
SELECT pg_temp.judge('code', 'correct', 0.9, 100, false, 'alice');
SELECT is((SELECT array_agg(DISTINCT f.weight::numeric) FROM agora_memory.pattern_feedback AS f WHERE NOT f.is_own), ARRAY[0.5, 1], 'a program''s weighs half');
SELECT is(row(p.samples, p.correct, p.incorrect, p.partial, p.adjusted, p.precision, p.threshold), row(2::bigint, 0::bigint, 1::bigint, 1::bigint, 0::bigint, 0::numeric, 0.7), 'an author''s own does not count at all') FROM agora_memory.pattern_precision AS p;
SELECT agora_test.raises(format('SELECT agora_memory.record_pattern_feedback(%s)', w.arguments), w.code, w.arguments)
  FROM call AS c, LATERAL (VALUES ('-1, ' || c.attempt_id || ', ''correct'', 1', 'ZM060'), (c.pattern_id || ', -1, ''correct'', 1', 'ZM001'), (c.pattern_id || ', NULL, ''correct'', 1', 'ZM001'), ('1, 1, ''good'', 1', '22023'), ('1, 1, NULL, 1', '22023'),
       ('1, 1, ''correct'', 1.1', '22023'), ('1, 1, ''correct'', NULL', '22023'), ('1, 1, ''correct'', ''NaN''', '22023'), ('1, 1, ''correct'', 1, NULL', '22023'), ('1, 1, ''correct'', 1, p_comment => '' ''', '22023')) AS w(arguments, code);
SELECT agora_test.raises('DELETE FROM agora_memory.pattern_feedback', 'ZA010', 'verdicts are history');

-- Twenty.
SELECT pg_temp.judge('workflow', 'correct', 0.9, 19);
SELECT agora_test.raises('SELECT agora_memory.suggest_pattern_threshold(''workflow'')', 'ZM063', 'nineteen say nothing');
SELECT agora_test.raises('SELECT agora_memory.apply_pattern_threshold(''workflow'')', 'ZM063', 'and change nothing');
SELECT pg_temp.judge('workflow', 'incorrect', 0.5);
SELECT is(agora_memory.suggest_pattern_threshold('workflow'), ROW('workflow', 20, 0.950000, 0.7, 0.65, 0.65, -0.05, 0.220000)::agora_memory.pattern_threshold_suggestion, 'twenty do; 0.95 precise at equality: 0.65; the median of wrong ones is clamped');
SELECT agora_test.raises('SELECT agora_memory.apply_pattern_threshold(''workflow'')', 'ZM065', 'so few are not sure');

-- The table of precisions.
CREATE TEMP TABLE expected AS
SELECT w.* FROM (VALUES ('testing', 18, 2, 0.99, 0.900000, 0.7, 0.9), ('naming', 16, 4, 0.8, 0.800000, 0.75, 0.8), ('architecture', 15, 5, 0.7, 0.750000, 0.85, 0.7)) AS w(type, correct, wrong, score, precision, tuned, suggested);
SELECT pg_temp.judge(w.type, 'correct', 0.9, w.correct), pg_temp.judge(w.type, 'incorrect', w.score, w.wrong) FROM expected AS w;
SELECT is(row(s.precision, s.tuned, s.suggested), row(w.precision, w.tuned, w.suggested), format('%s of %s', w.correct, w.correct + w.wrong)) FROM expected AS w, agora_memory.suggest_pattern_threshold(w.type) AS s;
SELECT pg_temp.judge('naming', 'adjusted', 0.9), pg_temp.judge('naming', 'partial', 0.9, 2, true);
SELECT is((agora_memory.suggest_pattern_threshold('naming')).precision, round(16 / 22.0, 6), 'weights count, and only correct is correct');

-- In force.
SELECT pg_temp.judge('testing', 'incorrect', 0.8, 60);
SELECT is(agora_memory.apply_pattern_threshold('testing', 'k'), ROW('testing', 80, 0.225000, 0.7, 0.85, 0.8, 0.15, 0.780000)::agora_memory.pattern_threshold_suggestion, '0.6 * 80/100 + 0.4 * 5 * 0.15 is sure enough');
SELECT is((agora_memory.apply_pattern_threshold('testing', 'k')).threshold, 0.7, 'the same call again');
SELECT agora_test.raises('SELECT agora_memory.apply_pattern_threshold(''naming'', ''k'')', 'ZA003', 'the key is taken');
SELECT is((agora_memory.suggest_pattern_threshold('testing')).threshold, 0.85, 'it is in force');
SELECT is((SELECT p.threshold FROM agora_memory.pattern_precision AS p WHERE p.pattern_type = 'testing'), 0.85, 'and shown');
SELECT is((SELECT e.payload ->> 'tuned' FROM agora_event.event AS e WHERE e.topic = 'memory.threshold.applied.v1'), '0.85', 'and told');
SELECT agora_test.raises('UPDATE agora_memory.pattern_threshold SET threshold = 0', 'ZA010', 'thresholds are history');
SELECT is(agora_memory._tune_thresholds(10), 0::bigint, 'the job is surer than that');
SELECT pg_temp.judge('architecture', 'incorrect', 0.9, 80);
SELECT is(agora_memory._tune_thresholds(10), 1::bigint, 'a hundred verdicts for a large change convince it');
SELECT results_eq('SELECT t.pattern_type, t.threshold::numeric, t.samples, t.principal_id FROM agora_memory.pattern_threshold AS t ORDER BY t.pattern_threshold_id DESC LIMIT 1', $$VALUES ('architecture', 0.85, 100::bigint, 1::bigint)$$, 'the system applies it');
SELECT is(agora_memory._tune_thresholds(10), 0::bigint, 'once');
SELECT agora_test.raises('SELECT agora_memory.suggest_pattern_threshold(''x'')', '22023', 'unknown type');
SELECT agora_test.raises('SELECT agora_memory.suggest_pattern_threshold(NULL)', '22023', 'no type');
SELECT agora_test.raises('SELECT agora_memory.apply_pattern_threshold(''x'')', '22023', 'unknown type');
SELECT is(agora_memory._suggest_threshold('error_handling'), ROW('error_handling', 0, 0, 0.7, 0.85, NULL, 0.15, 0.300000)::agora_memory.pattern_threshold_suggestion, 'no feedback at all');

SELECT * FROM finish();
ROLLBACK;
