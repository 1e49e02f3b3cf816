-- adapt_transform: values become literals, or the call is refused.
BEGIN;
SELECT plan(46);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.template(p_code text, p_parameters jsonb, p_language text DEFAULT 'python') RETURNS bigint LANGUAGE sql
RETURN (agora_memory.register_transform(p_code, p_language, p_parameters => p_parameters)).transform_id;
CREATE TEMP TABLE made AS
SELECT 'python' AS language, pg_temp.template(E'def fetch(url):\n    return get(url, {{timeout}}, {{agent}}, {{retry}}, {{more}})',
                                              '{"timeout": {"type": "integer", "default": 30}, "agent": {"type": "text", "description": "who asks"}, "retry": {"type": "boolean"}, "more": {"type": "json"}}') AS id
UNION ALL
SELECT 'sql', pg_temp.template('SELECT * FROM t WHERE a = {{a}} AND n < {{n}}', '{"a": {"type": "text"}, "n": {"type": "number"}}', 'sql')
UNION ALL
SELECT 'javascript', pg_temp.template('f({{a}}, {{n}});', '{"a": {"type": "text"}, "n": {"type": "number"}}', 'js');
CREATE FUNCTION pg_temp.adapted(p_language text, p_values jsonb) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.adapt_transform(m.id, p_values) FROM made AS m WHERE m.language = p_language;
END;

-- Values are literals.
SELECT is(pg_temp.adapted('python', '{"agent": "x", "retry": true, "more": {"a": [1, null]}}'), E'def fetch(url):\n    return get(url, 30, ''x'', True, {''a'': [1, None]})', 'python, with a default');
SELECT is(pg_temp.adapted('python', '{"agent": "x\"''; import os #\n", "retry": false, "more": null, "timeout": -1}'), E'def fetch(url):\n    return get(url, (-1), ''x"\\''; import os #\\n'', False, None)', 'what looks like code is a text');
SELECT is(pg_temp.adapted('python', '{"agent": "{{timeout}}", "retry": false, "more": 1.5}'), E'def fetch(url):\n    return get(url, 30, ''{{timeout}}'', False, 1.5)', 'what looks like a placeholder too');
SELECT is(pg_temp.adapted('sql', '{"a": "it''s; DROP TABLE t", "n": 2.5}'), 'SELECT * FROM t WHERE a = ''it''''s; DROP TABLE t'' AND n < (2.5)', 'sql');
SELECT is(pg_temp.adapted('sql', '{"a": "\\''", "n": -1}'), 'SELECT * FROM t WHERE a =  E''\\'''''' AND n < (-1)', 'sql with a backslash');
SELECT is(pg_temp.adapted('javascript', '{"a": "\"</script>`${x}\u2028", "n": -1}'), 'f("\"</script>`${x}\u2028", (-1));', 'javascript');

-- Values that do not fit.
SELECT agora_test.raises(format($$SELECT pg_temp.adapted('python', %L)$$, v), '22023', d)
  FROM (VALUES ('{"agent": "x", "retry": true}', 'one is missing'), ('{}', 'all are'), ('{"agent": "x", "retry": true, "more": 1, "other": 1}', 'one is unknown'),
               ('{"agent": 1, "retry": true, "more": 1}', 'a number for a text'), ('{"agent": "x", "retry": 1, "more": 1}', 'a number for a boolean'),
               ('{"agent": "x", "retry": true, "more": 1, "timeout": 1.5}', 'a fraction for an integer'), ('{"agent": "x", "retry": true, "more": 1, "timeout": "1"}', 'a text for an integer'),
               ('{"agent": "x", "retry": true, "more": 1, "timeout": true}', 'a boolean for an integer'), ('{"agent": null, "retry": true, "more": 1}', 'null for a text'), ('[]', 'no object')) AS w(v, d);

-- Templates that are none, or try to escape.
SELECT agora_test.raises(format('SELECT pg_temp.template(%L, %L, %L)', c, coalesce(p, '{"a": {"type": "text"}}'), coalesce(l, 'python')), 'ZM034', d)
  FROM (VALUES ('x = {{a}} + {{b}}', NULL, NULL, 'an undeclared placeholder'), ('x = 1', NULL, NULL, 'a parameter without a placeholder'), ('x = "{{a}}"', NULL, NULL, 'within a string'),
               ('x = f"{{a}}"', NULL, NULL, 'within an f-string'), (E'x = 1 # {{a}}', NULL, NULL, 'within a comment'), ('x = {{{a}}}', NULL, NULL, 'more braces'), ('x = {{a.b}}', NULL, NULL, 'an attribute'),
               ('x = {{a()}}', NULL, NULL, 'a call'), (E'x = { {a} } # {{a}}', NULL, NULL, 'a comment behind a set of sets'), ('x = {{a', NULL, 'text', 'an open one'),
               ('SELECT ''{{a}}''', NULL, 'sql', 'within a string of sql'), ('SELECT $$ {{a}} $$', NULL, 'sql', 'within a dollar quote'), ('SELECT 1 -- {{a}}', NULL, 'sql', 'within a comment of sql'),
               ('SELECT col{{a}}', NULL, 'sql', 'within a name'), ('x = `{{a}}`', NULL, 'javascript', 'within a template literal'), ('echo {{a}}', NULL, 'bash', 'a language without safe literals'),
               ('x = {{a}}', '{}', NULL, 'no parameters'), ('x = {{a}}', '{"a": {"type": "code"}}', NULL, 'an unknown type'), ('x = {{a}}', '{"a": {"type": "integer", "default": "1"}}', NULL, 'a default of another type'),
               ('x = {{a}}', '{"a": {"type": "text", "hidden": true}}', NULL, 'an unknown property'), ('x = {{a}}', '{"a": "text"}', NULL, 'a parameter that is no object'), ('x = {{a}}', '{"A b": {"type": "text"}}', NULL, 'a name that is none')) AS w(c, p, l, d);
SELECT throws_ok($$SELECT agora_memory._fill_template('x', 'python', '{}', NULL)$$, 'ZM034', 'template is not usable', 'the message is the formula''s own');
SELECT throws_ok($$SELECT agora_memory._fill_template('{{a}}', 'python', '{"a": {"type": "text"}}', '{}')$$, '22023', 'values do not fit the template', 'of values, too');
SELECT agora_test.raises('SELECT pg_temp.template(''x = {{a}}'', ''[]'')', '22023', 'parameters that are no object');
SELECT is((SELECT count(*) FROM agora_memory.transform), 3::bigint, 'none of them was registered');
SELECT agora_test.raises(format('SELECT agora_memory.adapt_transform(%s)', (agora_memory.register_transform('x = {{a}}')).transform_id), 'ZM034', 'code without parameters is no template');
SELECT agora_test.raises('SELECT agora_memory.adapt_transform(999999)', 'ZM005', 'an unknown transform');
SELECT agora_memory.block_transform(m.id, 'a test', 2) FROM made AS m;
SELECT agora_test.raises($$SELECT pg_temp.adapted('sql', '{"a": "x", "n": 1}')$$, 'ZM031', 'a blocked one');
SELECT agora_memory.reject_transform(m.id, 'a test', 2) FROM made AS m;
SELECT agora_memory.unblock_transform(m.id, 'a test', 2) FROM made AS m;
SELECT agora_test.raises($$SELECT pg_temp.adapted('sql', '{"a": "x", "n": 1}')$$, 'ZM006', 'a rejected one');

SELECT * FROM finish();
ROLLBACK;
