-- Principals by name: the same call again is the same principal.
BEGIN;
SELECT plan(20);
SELECT agora_test.at('2026-01-01');

SELECT cmp_ok(agora.register_principal('alice'), '>=', 1000::bigint, 'an id behind the seeded ones');
SELECT results_eq($$SELECT p.name, p.kind, p.meta, p.created_at FROM agora.principal AS p WHERE p.name = 'alice'$$,
                  $$VALUES ('alice', 'agent', '{}'::jsonb, '2026-01-01'::timestamptz)$$, 'an agent without meta, unless said otherwise');
SELECT is(agora.register_principal('alice'), agora_test.id('alice'), 'the same call again: the same id');
SELECT is(agora.register_principal('alice', 'agent', '{}', 3), agora_test.id('alice'), 'whoever calls it');
SELECT lives_ok($$SELECT agora.register_principal('harry', 'human', '{"team": "x"}')$$, 'a human with meta');
SELECT agora_test.raises($$SELECT agora.register_principal('service', 'service')$$, 'ZA004', 'the name of a seeded principal');
SELECT lives_ok($$SELECT agora.register_principal(repeat('n', 200), 'service')$$, 'a name of 200 characters');
SELECT agora_test.raises($$SELECT agora.register_principal('alice', 'human')$$, 'ZA004', 'the name with another kind');
SELECT agora_test.raises($$SELECT agora.register_principal('alice', 'agent', '{"a": 1}')$$, 'ZA004', 'the name with other meta');
SELECT agora_test.raises($$SELECT agora.register_principal(repeat('n', 201))$$, '22023', 'a name of 201 characters');
SELECT agora_test.raises($$SELECT agora.register_principal(NULL)$$, '22023', 'no name');
SELECT agora_test.raises($$SELECT agora.register_principal('  ')$$, '22023', 'a blank name');
SELECT agora_test.raises($$SELECT agora.register_principal(U&'al\200Bice')$$, '22023', 'a name that looks like another');
SELECT lives_ok($$SELECT agora.register_principal('Zoë Αλέξ 山田')$$, 'letters of any script');
SELECT agora_test.raises($$SELECT agora.register_principal('x', 'system')$$, '22023', 'there is one system');
SELECT agora_test.raises($$SELECT agora.register_principal('x', NULL)$$, '22023', 'no kind');
SELECT agora_test.raises($$SELECT agora.register_principal('x', 'agent', NULL)$$, '22023', 'no meta');
SELECT agora_test.raises($$SELECT agora.register_principal('x', 'agent', '[]')$$, '22023', 'meta that is no object');
SELECT agora_test.raises($$SELECT agora.register_principal('x', 'agent', '{}', 999)$$, 'ZA001', 'an unknown actor');
SELECT is_empty($$SELECT p.name FROM agora.principal AS p WHERE p.name = 'x'$$, 'what was refused is not there');

SELECT * FROM finish();
ROLLBACK;
