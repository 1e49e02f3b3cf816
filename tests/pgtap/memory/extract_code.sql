-- extract_code: the reusable part of what was submitted, whatever it is. The unit tests have more of it.
BEGIN;
SELECT plan(24);
CREATE FUNCTION pg_temp.module() RETURNS text LANGUAGE sql
RETURN E'import re\nimport os\n\nLIMIT = 3\n\n\ndef helper(text):\n    return text[:LIMIT]\n\n\ndef shorten(text: str, by: int = 1) -> str:\n    "Shorten a text."\n    try:\n        return helper(re.sub("a+", "a", text))\n    except TypeError:\n        return ""\n\n\nclass Thing:\n    pass\n';

SELECT results_eq('SELECT e.is_extracted, e.name, e.method, e.confidence FROM agora_memory.extract_code(pg_temp.module()) AS e', $$VALUES (true, 'shorten', 'ast_parse', 0.85)$$, 'the best function');
SELECT ok(e.code LIKE E'import re\nLIMIT = 3\ndef helper%return ""' AND e.code NOT LIKE '%import os%', 'with what it needs, and no more') FROM agora_memory.extract_code(pg_temp.module()) AS e;
SELECT is(e.facts - ARRAY['line', 'lines_of_code', 'has_tests'],
          '{"kind": "function", "has_docstring": true, "has_type_hints": true, "has_error_handling": true, "cyclomatic_complexity": 2, "return_type": "str",
            "parameters": [{"name": "text", "type": "str", "default": null}, {"name": "by", "type": "int", "default": "1"}]}'::jsonb, 'and what is known about it')
  FROM agora_memory.extract_code(pg_temp.module()) AS e;
SELECT is(jsonb_path_query_array(e.alternatives, '$[*].name'), '["helper"]'::jsonb, 'and the others') FROM agora_memory.extract_code(pg_temp.module()) AS e;
SELECT is(jsonb_path_query_array(e.alternatives, '$[*].name'), '["helper", "Thing"]'::jsonb, 'classes on demand') FROM agora_memory.extract_code(pg_temp.module(), 'python', '{"extract_classes": true}') AS e;
SELECT ok(e.code LIKE 'def shorten%', 'alone on demand') FROM agora_memory.extract_code(pg_temp.module(), 'py', '{"include_dependencies": false}') AS e;
SELECT is(e.confidence, 0.425, 'what is shorter than min_lines is half as sure') FROM agora_memory.extract_code(pg_temp.module(), 'python', '{"min_lines": 7}') AS e;
SELECT is(e.name, 'helper', 'what is longer than max_lines is left out') FROM agora_memory.extract_code(pg_temp.module(), 'python', '{"max_lines": 5}') AS e;
SELECT results_eq($$SELECT e.is_extracted, e.method FROM agora_memory.extract_code('x = 1') AS e$$, $$VALUES (false, 'none')$$, 'no function, nothing');
SELECT results_eq($$SELECT e.is_extracted, e.code FROM agora_memory.extract_code('x = 1', 'python', '{"require_function": false}') AS e$$, $$VALUES (true, 'x = 1')$$, 'unless none is required');
SELECT results_eq($$SELECT e.name, e.method, e.code FROM agora_memory.extract_code(E'const a = 1;\nfunction add(a, b) {\n  return "}" + a + b; // }\n}\nadd(1, 2);', 'javascript') AS e$$,
                  $$VALUES ('add', 'heuristic', E'function add(a, b) {\n  return "}" + a + b; // }\n}')$$, 'another language');
SELECT results_eq($$SELECT e.name, e.method FROM agora_memory.extract_code(E'def broken(:\n    return 1\n') AS e$$, $$VALUES ('broken', 'heuristic')$$, 'python that does not parse');
SELECT is((agora_memory.extract_code(c.code, c.language)).method, 'none', c.description)
  FROM (VALUES (NULL, 'python', 'nothing'), ('', 'python', 'empty'), ('To be or not to be.', 'text', 'no code'), (repeat('(', 50000), 'python', 'deep nesting'), (repeat('a', 1000000), 'c', 'a megabyte')) AS c(code, language, description);
SELECT agora_test.raises(format('SELECT agora_memory.extract_code(''x = 1'', ''python'', %L)', w), '22023', w)
  FROM unnest(ARRAY['{"min_lines": "1"}', '{"unknown": 1}', '[]', '{"max_lines": true}']) AS w;
SELECT throws_ok($$SELECT agora_memory.extract_code('x = 1', 'python', '[]')$$, '22023', 'extraction option is not usable', 'the message is the formula''s own');
SELECT throws_ok('SELECT agora_memory.code_facts(NULL)', '22023', 'code or language is missing', 'so it is for facts');
SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.become('service');
SELECT is(row((agora_memory.extract_code('def f(): pass')).name, agora_memory.code_facts('def f(): pass') ->> 'functions'), row('f'::text, '1'::text), 'a service may ask for both');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
