-- Stages of work by name.
BEGIN;
SELECT plan(9);

SELECT is(agora.add_stage('deploy', 9, 'Bring it out.'), 'deploy', 'added');
SELECT is(agora.add_stage('deploy', 1, 'Otherwise.'), 'deploy', 'again');
SELECT results_eq($$SELECT s.ordinal, s.description, s.is_builtin FROM agora.work_stage AS s WHERE s.stage = 'deploy'$$,
                  $$VALUES (9, 'Bring it out.', false)$$, 'stays as it first was');
SELECT agora_test.raises($$SELECT agora.add_stage(repeat('c', 101), 1, 'd')$$, '22023', 'a name of 101 characters');
SELECT agora_test.raises($$SELECT agora.add_stage('Deploy', 1, 'd')$$, '22023', 'capitals');
SELECT agora_test.raises($$SELECT agora.add_stage(NULL, 1, 'd')$$, '22023', 'no name');
SELECT agora_test.raises($$SELECT agora.add_stage('c', -1, 'd')$$, '22023', 'before the first');
SELECT agora_test.raises($$SELECT agora.add_stage('c', NULL, 'd')$$, '22023', 'no place');
SELECT agora_test.raises($$SELECT agora.add_stage('c', 1, NULL)$$, '22023', 'no description');

SELECT * FROM finish();
ROLLBACK;
