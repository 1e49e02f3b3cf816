-- The first acceptance counts.
BEGIN;
SELECT plan(5);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');

SELECT is(agora.accept_terms(agora_test.id('alice')), '2026-01-01'::timestamptz, 'accepted now');
SELECT agora_test.at('2026-01-02');
SELECT is(agora.accept_terms(agora_test.id('alice')), '2026-01-01'::timestamptz, 'again: when it first did');
SELECT is((SELECT d.terms_accepted_at FROM agora.principal_directory AS d WHERE d.name = 'alice'), '2026-01-01'::timestamptz, 'the directory says so');
SELECT agora_test.raises($$SELECT agora.accept_terms(1)$$, 'ZA001', 'a seeded principal does not change');
SELECT agora_test.raises($$SELECT agora.accept_terms(999)$$, 'ZA001', 'an unknown principal');

SELECT * FROM finish();
ROLLBACK;
