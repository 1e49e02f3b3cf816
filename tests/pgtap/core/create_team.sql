-- create_team and assign_principal.
BEGIN;
SELECT plan(15);
SELECT agora.register_principal('alice');
CREATE TEMP TABLE made AS SELECT agora.create_team('red') AS team_id;

SELECT is(agora.create_team('red'), (SELECT m.team_id FROM made AS m), 'the same name: the same team');
SELECT isnt(agora.create_team('blue'), (SELECT m.team_id FROM made AS m), 'another name: another team');
SELECT agora_test.raises($$SELECT agora.create_team(NULL)$$, '22023', 'no name');
SELECT agora_test.raises($$SELECT agora.create_team(repeat('x', 201))$$, '22023', 'a name of 201 characters');
SELECT lives_ok($$SELECT agora.create_team(repeat('x', 200))$$, 'a name of 200 characters');
SELECT agora_test.raises($$SELECT agora.create_team('green', 999)$$, 'ZA001', 'an unknown actor');

SELECT lives_ok($$SELECT agora.assign_principal(agora_test.id('alice'), (SELECT m.team_id FROM made AS m), 'beta')$$, 'into a team and a cohort');
SELECT results_eq($$SELECT d.team, d.cohort FROM agora.principal_directory AS d WHERE d.name = 'alice'$$, $$VALUES ('red', 'beta')$$, 'the directory says so');
SELECT lives_ok($$SELECT agora.assign_principal(agora_test.id('alice'), NULL, NULL)$$, 'out of both');
SELECT results_eq($$SELECT d.team, d.cohort FROM agora.principal_directory AS d WHERE d.name = 'alice'$$, $$VALUES (NULL::text, NULL::text)$$, 'the directory says so, too');
SELECT agora_test.raises($$SELECT agora.assign_principal(agora_test.id('alice'), -1, NULL)$$, 'ZA006', 'an unknown team');
SELECT agora_test.raises($$SELECT agora.assign_principal(999, NULL, NULL)$$, 'ZA001', 'an unknown principal');
SELECT agora_test.raises($$SELECT agora.assign_principal(3, NULL, NULL)$$, 'ZA001', 'a seeded principal');
SELECT agora_test.raises($$SELECT agora.assign_principal(agora_test.id('alice'), NULL, '')$$, '22023', 'an empty cohort');
SELECT agora_test.raises($$SELECT agora.assign_principal(agora_test.id('alice'), NULL, repeat('c', 61))$$, '22023', 'a cohort of 61 characters');

SELECT * FROM finish();
ROLLBACK;
