-- add_transform_source: places and licences.
BEGIN;
SELECT plan(39);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform('def f(a): return a')).transform_id;
CREATE FUNCTION pg_temp.source(p_licence text, p_first integer DEFAULT 3, p_last integer DEFAULT 9, p_commit text DEFAULT repeat('Ab', 20), p_path text DEFAULT 'src/f.py', p_repository text DEFAULT 'https://example.org/r') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.add_transform_source(m.transform_id, p_repository, p_commit, p_path, 'f', p_first, p_last, p_licence) FROM made AS m;
END;
CREATE TEMP TABLE added AS SELECT pg_temp.source('mit') AS id;
SELECT results_eq('SELECT l.repository, l.commit, l.path, l.symbol, l.first_line, l.last_line, l.licence, l.principal_id FROM agora_memory.transform_licence AS l',
                  $$VALUES ('https://example.org/r', repeat('ab', 20), 'src/f.py', 'f', 3, 9, 'MIT', 1::bigint)$$, 'a place with its licence');
SELECT is(pg_temp.source('MIT'), a.id, 'the same again is the one that is there') FROM added AS a;
SELECT isnt(pg_temp.source('Apache-2.0'), a.id, 'another licence of the same place') FROM added AS a;
SELECT is((SELECT array_agg(l.licence) FROM agora_memory.transform_licence AS l), ARRAY['Apache-2.0'], 'the last one told counts');
SELECT isnt(pg_temp.source(NULL, NULL, NULL), a.id, 'a whole file, licence unknown') FROM added AS a;
SELECT is(pg_temp.source(NULL, NULL, NULL), pg_temp.source(NULL, NULL, NULL), 'again the same');
SELECT is((SELECT count(*) FROM agora_memory.transform_licence), 2::bigint, 'two places');
SELECT agora_test.raises('UPDATE agora_memory.transform_source SET licence = ''MIT''', 'ZA010', 'what was said stays');

-- Expressions.
SELECT is(agora_memory._check_licence(given), spelt, given)
  FROM (VALUES ('mit', 'MIT'), ('GPL-2.0-or-later WITH classpath-exception-2.0', 'GPL-2.0-or-later WITH Classpath-exception-2.0'), ('Apache-2.0+', 'Apache-2.0+'), ('gpl-2.0+', 'GPL-2.0+'),
               ('(MIT OR Apache-2.0) AND BSD-3-Clause', '(MIT OR Apache-2.0) AND BSD-3-Clause'), ('LicenseRef-ours', 'LicenseRef-ours'),
               ('DocumentRef-x:LicenseRef-y OR MIT', 'DocumentRef-x:LicenseRef-y OR MIT'), ('((MIT))', '((MIT))'), (NULL, NULL)) AS v(given, spelt);
SELECT agora_test.raises(format('SELECT pg_temp.source(%L)', l), '22023', l)
  FROM unnest(ARRAY['', 'MIT OR', 'OR MIT', 'MIT MIT', '(MIT', 'MIT)', 'MIT or Apache-2.0', 'free as in beer', 'MIT WITH Apache-2.0', 'Classpath-exception-2.0', 'MIT AND (OR)', 'LicenseRef-']) AS l;
SELECT cmp_ok((SELECT count(*) FROM agora_memory.known_licence AS l WHERE NOT l.is_exception AND NOT l.is_deprecated), '>', 600::bigint, 'the list is there');

-- Places that are none.
SELECT agora_test.raises('SELECT pg_temp.source(''MIT'', ' || a || ')', '22023', a)
  FROM unnest(ARRAY['0, 1', '5, 4', '1, NULL', '1, 2, ''abc''', '1, 2, p_path => ''/etc/passwd''', '1, 2, p_path => ''a/../b''', '1, 2, p_path => NULL', '1, 2, p_repository => ''https://me:pw@example.org/r''']) AS a;
SELECT agora_test.raises($$SELECT agora_memory.add_transform_source(999999, 'r', repeat('a', 40), 'p')$$, 'ZM005', 'an unknown transform');

SELECT * FROM finish();
ROLLBACK;
