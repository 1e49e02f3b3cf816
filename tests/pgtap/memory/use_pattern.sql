-- use_pattern, render_pattern, relate_patterns: uses are evidence, an author's own are none; rendering is strict and no use.
BEGIN;
SELECT plan(57);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'carol', 'dave']) AS n;
CREATE FUNCTION pg_temp.tried(p_name text, p_status text DEFAULT 'success', p_quality numeric DEFAULT 0.75) RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id(p_name)), p_status, p_quality => p_quality, p_error_type => CASE p_status WHEN 'error' THEN 'ValueError' END, p_actor => agora_test.id(p_name))).attempt_id;
CREATE TEMP TABLE made AS
SELECT m.name, c.pattern_id AS id
  FROM (VALUES (1, 'retry', 'for attempt in range({{ times }}): {{call}}({{ times }}) # {{ not a name }} { {no} } {{9}}', 'alice', 0.75),
               (2, 'gnus', E'{{{a}}}\n{{a }}{{ b}}{{', 'alice', 0.75), (3, 'retry', 'for attempt in range({{ times }}): {{call}}({{ times }}) # {{ not a name }} { {no} } {{9}} again', 'bob', 0.72)) AS m(n, name, template, actor, quality)
 CROSS JOIN LATERAL agora_memory.contribute_pattern(m.name, 'Gnus.', m.template, 'code', pg_temp.tried(m.actor, p_quality => m.quality), p_actor => agora_test.id(m.actor)) AS c
 WHERE m.n < 3 OR c.version = '1.0.1';
CREATE FUNCTION pg_temp.id(p_name text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT min(m.id) FROM made AS m WHERE m.name = p_name; END;
SELECT results_eq($$SELECT v.version FROM agora_memory.known_pattern_version AS v WHERE v.pattern_id = pg_temp.id('retry') ORDER BY v.version$$, ARRAY['1.0.0', '1.0.1'], 'two versions by two authors');

-- Rendering.
SELECT is((SELECT v.parameters FROM agora_memory.known_pattern_version AS v WHERE v.pattern_id = pg_temp.id('retry') AND v.version = '1.0.0'), ARRAY['times', 'call'], 'parameters, each once, in order');
SELECT is(agora_memory.render_pattern(pg_temp.id('retry'), '{"times": 3, "call": "load"}'), 'for attempt in range(3): load(3) # {{ not a name }} { {no} } {{9}}', 'filled; other braces are text');
SELECT is(agora_memory.render_pattern(pg_temp.id('retry'), '{"times": true, "call": ""}', '1.0.1'), 'for attempt in range(true): (true) # {{ not a name }} { {no} } {{9}} again', 'a version that is named; an empty text is a value');
SELECT is(agora_memory.render_pattern(pg_temp.id('gnus'), '{"a": "{{ b }} \\1 & {{a}}", "b": "{{ a }}"}'), E'{{{ b }} \\1 & {{a}}}\n{{ b }} \\1 & {{a}}{{ a }}{{', 'values are never read again');
SELECT agora_test.raises(format('SELECT agora_memory.render_pattern(pg_temp.id(''gnus''), %L)', w.given), w.code, coalesce(w.given, 'NULL'))
  FROM (VALUES ('{"a": 1}', 'ZM062'), ('{}', 'ZM062'), ('{"a": 1, "b": 2, "c": 3}', 'ZM062'), ('{"a": 1, "b": null}', 'ZM062'), ('{"a": 1, "b": [2]}', 'ZM062'), ('{"a": 1, "b": {"c": 2}}', 'ZM062'),
               ('[1]', '22023'), (NULL, '22023')) AS w(given, code);
SELECT agora_test.raises('SELECT agora_memory.render_pattern(-1)', 'ZM060', 'unknown pattern');
SELECT agora_test.raises($$SELECT agora_memory.render_pattern(pg_temp.id('gnus'), '{"a": 1, "b": 2}', '9.9.9')$$, 'ZM061', 'unknown version');
SELECT is((SELECT count(*) FROM agora_memory.recorded_pattern_use), 0::bigint, 'rendering is no use');

-- Uses.
CREATE TEMP TABLE tried AS SELECT s.name || s.n AS name, pg_temp.tried(s.name, s.status) AS id
  FROM (VALUES ('carol', 1, 'success'), ('carol', 2, 'error'), ('carol', 3, 'partial'), ('dave', 1, 'success'), ('alice', 1, 'success'), ('bob', 1, 'error'), ('dave', 2, 'cancelled')) AS s(name, n, status);
CREATE FUNCTION pg_temp.use(p_pattern text, p_attempt text, p_more text DEFAULT '') RETURNS text LANGUAGE sql
    BEGIN ATOMIC SELECT format('SELECT agora_memory.use_pattern(%s, %s, p_actor => agora_test.id(%L)%s)', pg_temp.id(p_pattern), t.id, rtrim(p_attempt, '0123456789'), p_more) FROM tried AS t WHERE t.name = p_attempt; END;
SELECT agora_test.advance('1 hour');
CREATE TEMP TABLE used AS SELECT agora_memory.use_pattern(pg_temp.id('retry'), t.id, p_key => 'k', p_actor => agora_test.id('carol')) AS id FROM tried AS t WHERE t.name = 'carol1';
SELECT is((SELECT to_jsonb(u) - ARRAY['pattern_use_id', 'pattern_id', 'attempt_id', 'principal_id'] FROM agora_memory.recorded_pattern_use AS u), '{"version": "1.0.0", "outcome": "success", "is_own": false, "recorded_at": "2026-01-01T01:00:00+00:00"}'::jsonb, 'the best version, the outcome of the attempt');
SELECT is(agora_memory.use_pattern(pg_temp.id('retry'), t.id, p_key => 'k', p_actor => agora_test.id('carol')), u.id, 'the same call again') FROM tried AS t, used AS u WHERE t.name = 'carol1';
SELECT is(agora_memory.use_pattern(pg_temp.id('retry'), t.id, 'success', '1.0.0', p_actor => agora_test.id('carol')), u.id, 'the same facts without a key') FROM tried AS t, used AS u WHERE t.name = 'carol1';
SELECT agora_test.raises(pg_temp.use('retry', 'carol1', ', p_outcome => ''partial'''), 'ZM055', 'another outcome');
SELECT agora_test.raises(pg_temp.use('retry', 'carol1', ', p_version => ''1.0.1'''), 'ZM055', 'another version');
SELECT agora_test.raises(pg_temp.use('gnus', 'carol1', ', p_key => ''k'''), 'ZA003', 'the key is taken');
SELECT lives_ok(pg_temp.use('retry', u.name), u.name) FROM unnest(ARRAY['carol2', 'carol3', 'dave1', 'alice1', 'bob1']) AS u(name);
SELECT is(array_agg(u.is_own ORDER BY u.pattern_use_id), ARRAY[false, false, false, false, true, true], 'the authors'' own uses are marked, of whichever version') FROM agora_memory.recorded_pattern_use AS u;
SELECT is(row(p.uses, p.successes, p.failures, p.own_uses, p.success_ratio, p.confidence, p.last_used_at), row(4::bigint, 2::bigint, 1::bigint, 2::bigint, 0.500000, agora_memory.wilson_lower_bound(2, 4), agora.now()), 'and prove nothing: rates follow from the others')
  FROM agora_memory.known_pattern AS p WHERE p.pattern_id = pg_temp.id('retry');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.pattern.used.v1'), 6::bigint, 'each is told once');
SELECT agora_test.raises(pg_temp.use('gnus', 'carol2', ', p_outcome => ''success'''), 'ZM057', 'a success that the attempt does not show');
SELECT agora_test.raises(pg_temp.use('gnus', 'dave2'), '22023', 'a cancelled attempt shows nothing');
SELECT agora_test.raises(replace(pg_temp.use('gnus', 'carol1'), 'carol', 'dave'), 'ZM001', 'the attempt of another');
SELECT agora_test.raises(format('SELECT agora_memory.use_pattern(pg_temp.id(''gnus''), %s, p_actor => agora_test.id(''carol''))', agora_memory.start_attempt('x', p_actor => agora_test.id('carol'))), 'ZM056', 'still in progress');
SELECT agora_test.raises(replace(pg_temp.use('gnus', 'carol1'), 'use_pattern(' || pg_temp.id('gnus'), 'use_pattern(-1'), 'ZM060', 'unknown pattern');
SELECT agora_test.raises(pg_temp.use('gnus', 'carol1', ', p_version => ''9.9.9'''), 'ZM061', 'unknown version');
SELECT agora_test.raises('DELETE FROM agora_memory.pattern_use', 'ZA010', 'uses are history');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all is right');
INSERT INTO agora_memory.pattern_use (pattern_id, pattern_version_id, attempt_id, principal_id, outcome, is_own, recorded_at)
SELECT u.pattern_id, u.pattern_version_id, t.id, u.principal_id, 'success', false, agora.now() - interval '1 second' FROM agora_memory.pattern_use AS u, tried AS t, used AS f WHERE u.pattern_use_id = f.id AND t.name = 'dave2';
SELECT is((SELECT p.uses FROM agora_memory.known_pattern AS p WHERE p.pattern_id = pg_temp.id('retry')), 4::bigint, 'a restored row is not counted twice');
SELECT results_eq('SELECT c.probe, c.violation FROM agora.check_invariants() AS c', $$SELECT 'memory.patterns', format('pattern %s says [4, 2, 1, 2, 2, 0.75], evidence says [5, 3, 1, 2, 2, 0.75]', pg_temp.id('retry'))$$, 'and the invariant sees what does not agree');
UPDATE agora_memory.document SET is_active = false WHERE kind = 'pattern' AND object_id = pg_temp.id('gnus');
SELECT ok(EXISTS (SELECT 1 FROM agora.check_invariants() AS c WHERE c.violation = format('pattern %s is active, its document is not', pg_temp.id('gnus'))), 'nor what cannot be found');

-- Relations.
CREATE FUNCTION pg_temp.relate(p_relation text, p_confidence numeric DEFAULT 1) RETURNS text LANGUAGE sql
    RETURN format('SELECT agora_memory.relate_patterns(%s, %s, %L, %L)', pg_temp.id('retry'), pg_temp.id('gnus'), p_relation, p_confidence);
SELECT lives_ok(pg_temp.relate(r), r) FROM unnest(ARRAY['depends_on', 'extends', 'similar_to', 'replaces']) AS r;
SELECT lives_ok(pg_temp.relate('extends', 0.4), 'said again, less surely');
SELECT results_eq($$SELECT r.source, r.relation, r.target, r.confidence::numeric FROM agora_memory.related_pattern AS r ORDER BY r.relation$$,
                  $$VALUES ('retry', 'depends_on', 'gnus', 1::numeric), ('retry', 'extends', 'gnus', 0.4), ('retry', 'replaces', 'gnus', 1), ('retry', 'similar_to', 'gnus', 1)$$, 'one row each');
SELECT agora_test.raises(w.call, w.code, w.call)
  FROM (VALUES (pg_temp.relate('loves'), '22023'), (pg_temp.relate(NULL), '22023'), (pg_temp.relate('extends', 1.1), '22023'), (pg_temp.relate('extends', 'NaN'), '22023'), ('SELECT agora_memory.relate_patterns(1, 1, ''extends'')', '22023'),
               ('SELECT agora_memory.relate_patterns(-1, -2, ''extends'')', 'ZM060'), ('SELECT agora_memory.relate_patterns(NULL, -2, ''extends'')', 'ZM060')) AS w(call, code);
SELECT is(agora_memory.relate_patterns(pg_temp.id('gnus'), pg_temp.id('retry'), 'extends', 0.5, 'k'), 0.5, 'with a key');
SELECT is(agora_memory.relate_patterns(pg_temp.id('gnus'), pg_temp.id('retry'), 'extends', 0.5, 'k'), 0.5, 'and again');
SELECT agora_test.raises('SELECT agora_memory.relate_patterns(1, 2, ''extends'', 0.5, ''k'')', 'ZA003', 'the key is taken');

SELECT * FROM finish();
ROLLBACK;
