-- The nine steps of completing an attempt: their order, what is recorded of them, switching them off, and that none loses the attempt.
BEGIN;
SELECT plan(36);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.finish(p_status text, p_code text DEFAULT NULL, p_options jsonb DEFAULT '{}', p_parent bigint DEFAULT NULL, p_key text DEFAULT NULL) RETURNS agora_memory.finished_attempt LANGUAGE sql
RETURN agora_memory.finish_attempt(agora_memory.start_attempt('add two numbers', p_approach => 'by adding', p_parent => p_parent), p_status,
                                   p_error_type => CASE WHEN p_status = 'error' THEN 'ValueError' END, p_error_message => CASE WHEN p_status = 'error' THEN 'no numbers' END,
                                   p_code => p_code, p_options => p_options, p_key => p_key);
CREATE FUNCTION pg_temp.steps(p_attempt bigint) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT string_agg(s.step || CASE s.outcome WHEN 'success' THEN '' WHEN 'error' THEN '!' || s.sqlstate ELSE '-' END, ' ' ORDER BY s.ordinal)
      FROM agora_memory.attempt_step AS s WHERE s.attempt_id = p_attempt;
END;

-- In order, each with its time and what it found.
CREATE TEMP TABLE failed AS SELECT (pg_temp.finish('error')).attempt_id;
SELECT is(pg_temp.steps(f.attempt_id), 'extract- score- hash- store- match cost error evidence nomination-', 'a failure') FROM failed AS f;
CREATE TEMP TABLE worked AS SELECT (r).attempt_id, (r).transform_id, (r).matched_transforms, (r).recommendations FROM (SELECT pg_temp.finish('success', 'def add(a, b): return a + b') AS r OFFSET 0) AS x;
SELECT is(pg_temp.steps(w.attempt_id), 'extract score hash store match cost error- evidence nomination', 'a success') FROM worked AS w;
SELECT is_empty('SELECT s.step FROM agora_memory.attempt_step AS s WHERE s.ms IS NULL OR s.ms < 0 OR (s.outcome = ''skipped'') <> (s.detail IS NOT NULL)', 'each has its time, and a reason where it was skipped');
SELECT is((SELECT s.result FROM agora_memory.attempt_step AS s JOIN worked AS w ON w.attempt_id = s.attempt_id WHERE s.step = 'store'),
          (SELECT jsonb_build_object('transform_id', w.transform_id, 'is_duplicate', false) FROM worked AS w), 'and what it found');
SELECT pg_temp.finish('cancelled');
SELECT is(pg_temp.steps(a.attempt_id), 'extract- score- hash- store- match cost error- evidence- nomination-', 'what was cancelled decides nothing')
  FROM agora_memory.attempt AS a WHERE a.status = 'cancelled';

-- What matches, and what to try next.
SELECT is(row(w.matched_transforms, w.recommendations), row('{}'::bigint[], '[]'::jsonb), 'one''s own code is no match') FROM worked AS w;
CREATE TEMP TABLE mended AS SELECT (pg_temp.finish('success', NULL, '{}', f.attempt_id)).resolution_id FROM failed AS f;
CREATE TEMP TABLE again AS SELECT (r).attempt_id, (r).matched_transforms, (r).recommendations FROM (SELECT pg_temp.finish('error', p_key => 'k') AS r OFFSET 0) AS x;
SELECT is(a.matched_transforms, ARRAY[w.transform_id], 'others'' is') FROM again AS a, worked AS w;
SELECT is(a.recommendations, jsonb_build_array(jsonb_build_object('kind', 'fix', 'resolution_id', m.resolution_id, 'approach', 'by adding', 'transform_id', NULL, 'confidence', 0.206543),
                                               jsonb_build_object('kind', 'transform', 'transform_id', w.transform_id, 'name', 'add', 'quality', 0.52)), 'what mended the error first, then what matches')
  FROM again AS a, mended AS m, worked AS w;
SELECT is((SELECT row(r.matched_transforms, r.recommendations) FROM agora_memory.finish_attempt(a.attempt_id, 'error', 'ValueError', 'no numbers', p_key => 'k') AS r),
          row(a.matched_transforms, a.recommendations), 'the same call again says the same') FROM again AS a;

-- Switched off.
CREATE FUNCTION pg_temp.without(p_options jsonb) RETURNS bigint LANGUAGE sql RETURN (pg_temp.finish('success', 'def sub(a, b): return a - b', p_options)).attempt_id;
CREATE TEMP TABLE off AS SELECT o.options, pg_temp.without(o.options) AS attempt_id
  FROM (VALUES ('{"extract": false}'::jsonb), ('{"match": false}'), ('{"evidence": false, "nomination": false, "score": false}'), ('{"match": true}')) AS o(options);
SELECT is(pg_temp.steps(o.attempt_id), w.steps, 'options ' || o.options::text) FROM off AS o JOIN (VALUES
    ('{"extract": false}'::jsonb, 'extract- score- hash- store- match cost error- evidence nomination'),
    ('{"match": false}', 'extract score hash store match- cost error- evidence nomination'),
    ('{"evidence": false, "nomination": false, "score": false}', 'extract score- hash store match cost error- evidence- nomination-'),
    ('{"match": true}', 'extract score hash store match cost error- evidence nomination')) AS w(options, steps) ON w.options = o.options;
SELECT is((SELECT count(*) FROM agora_memory.attempt_step AS s JOIN off AS o ON o.attempt_id = s.attempt_id WHERE s.detail = 'switched off by the caller'), 5::bigint, 'which is the reason');
CREATE TEMP TABLE running AS SELECT agora_memory.start_attempt('x') AS attempt_id;
SELECT agora_test.raises(format('SELECT agora_memory.finish_attempt(%s, ''success'', p_options => %L)', r.attempt_id, o.options), '22023', 'refused: ' || coalesce(o.options, 'NULL'))
  FROM running AS r, (VALUES (NULL), ('[]'), ('{"hash": false}'), ('{"match": "no"}'), ('{"match": null}')) AS o(options);
SELECT agora_memory.finish_attempt(r.attempt_id, 'success', p_key => 'o') FROM running AS r;
SELECT agora_test.raises(format('SELECT agora_memory.finish_attempt(%s, ''success'', p_options => ''{"match": false}'', p_key => ''o'')', r.attempt_id), 'ZM002', 'options are part of the call') FROM running AS r;

-- What fails in a step is taken back and told; what is not the step's own ends the call.
CREATE TABLE agora_memory.trap (sqlstate text);
GRANT SELECT ON agora_memory.trap TO agora_owner;
CREATE FUNCTION pg_temp.trap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_sqlstate text := (SELECT t.sqlstate FROM agora_memory.trap AS t);
BEGIN
    IF v_sqlstate IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = v_sqlstate, MESSAGE = 'plpy.Error: trapped', DETAIL = 'in ' || tg_table_name;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER resolution_trap AFTER INSERT ON agora_memory.resolution_evidence FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.trap();
CREATE TRIGGER transform_trap AFTER INSERT ON agora_memory.transform FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.trap();
INSERT INTO agora_memory.trap VALUES ('22012');
CREATE TEMP TABLE counted AS SELECT (SELECT count(*) FROM agora_memory.transform) AS transforms, (SELECT count(*) FROM agora_memory.resolution_evidence) AS evidence;
CREATE TEMP TABLE trapped AS SELECT (r).attempt_id, (r).status, (r).step_error, (r).transform_id FROM (SELECT pg_temp.finish('success', 'def mul(a, b): return a * b', '{}', f.attempt_id) AS r FROM failed AS f OFFSET 0) AS x;
SELECT is(row(t.status, t.transform_id), row('success'::text, NULL::bigint), 'the attempt is kept') FROM trapped AS t;
SELECT is(t.step_error, E'store: trapped (in transform)\nevidence: trapped (in resolution_evidence)', 'every failure is told, without a prefix of PL/Python') FROM trapped AS t;
SELECT is(pg_temp.steps(t.attempt_id), 'extract score hash store!22012 match cost error- evidence!22012 nomination', 'and recorded with its code; the next step goes on') FROM trapped AS t;
SELECT is((SELECT count(*) FROM agora_memory.transform), c.transforms, 'what the step wrote is taken back') FROM counted AS c;
SELECT is((SELECT count(*) FROM agora_memory.resolution_evidence), c.evidence, 'all of it') FROM counted AS c;
SELECT is((SELECT r.step_error FROM agora_memory.recorded_attempt AS r JOIN trapped AS t ON t.attempt_id = r.attempt_id), t.step_error, 'the view says so, too') FROM trapped AS t;
CREATE TEMP TABLE stopped AS SELECT agora_memory.start_attempt('x') AS attempt_id;
CREATE FUNCTION pg_temp.try(p_sqlstate text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    UPDATE agora_memory.trap SET sqlstate = p_sqlstate;
    PERFORM agora_memory.finish_attempt(s.attempt_id, 'success', p_code => 'def div(a, b): return a / b') FROM stopped AS s;
    RETURN 'finished';
EXCEPTION WHEN OTHERS OR query_canceled THEN
    RETURN sqlstate;
END $$;
SELECT is(pg_temp.try(s.sqlstate), s.sqlstate, 'ends the call: ' || s.sqlstate) FROM (VALUES ('40001'), ('40P01'), ('53100'), ('53200'), ('55P03'), ('57014'), ('57P01'), ('58030')) AS s(sqlstate);
SELECT is((SELECT a.status FROM agora_memory.attempt AS a JOIN stopped AS s ON s.attempt_id = a.attempt_id), 'in_progress', 'and the attempt goes on');
UPDATE agora_memory.trap SET sqlstate = NULL;
SELECT is((agora_memory.finish_attempt(s.attempt_id, 'success', p_code => 'def div(a, b): return a / b')).step_error, NULL, 'until the same call is made again') FROM stopped AS s;

SELECT * FROM finish();
ROLLBACK;
