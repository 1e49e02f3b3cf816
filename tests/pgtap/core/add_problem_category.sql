-- Problem categories by name.
BEGIN;
SELECT plan(9);

SELECT is(agora.add_problem_category('caching', 'runtime', 'A cache is stale.'), 'caching', 'added');
SELECT is(agora.add_problem_category('caching', 'general', 'Otherwise.'), 'caching', 'again');
SELECT results_eq($$SELECT c.area, c.description, c.is_builtin FROM agora.category AS c WHERE c.category = 'caching'$$,
                  $$VALUES ('runtime', 'A cache is stale.', false)$$, 'stays as it first was');
SELECT agora.add_problem_category('syntax_error', 'x', 'y');
SELECT is((SELECT c.is_builtin FROM agora.category AS c WHERE c.category = 'syntax_error'), true, 'a seeded one stays');
SELECT is(agora.add_problem_category(repeat('c', 100), 'a', 'd'), repeat('c', 100), 'a name of 100 characters');
SELECT agora_test.raises($$SELECT agora.add_problem_category(repeat('c', 101), 'a', 'd')$$, '22023', 'a name of 101 characters');
SELECT agora_test.raises($$SELECT agora.add_problem_category('Caching', 'a', 'd')$$, '22023', 'capitals');
SELECT agora_test.raises($$SELECT agora.add_problem_category('c', NULL, 'd')$$, '22023', 'no area');
SELECT agora_test.raises($$SELECT agora.add_problem_category('c', 'a', NULL)$$, '22023', 'no description');

SELECT * FROM finish();
ROLLBACK;
