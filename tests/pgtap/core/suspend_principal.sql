-- suspend_principal and resume_principal: at once, and without forgetting when it began.
BEGIN;
SELECT plan(15);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');

SELECT is(agora.suspend_principal(agora_test.id('alice'), 'first'), '2026-01-01'::timestamptz, 'suspended from now');
SELECT agora_test.raises($$SELECT agora._act_as(agora_test.id('alice'))$$, 'ZA002', 'a suspended principal does not act');
SELECT agora_test.at('2026-01-02');
SELECT is(agora.suspend_principal(agora_test.id('alice'), 'second'), '2026-01-01'::timestamptz, 'again: since when it was');
SELECT results_eq($$SELECT d.is_active, d.suspended_at, d.suspended_reason FROM agora.principal_directory AS d WHERE d.name = 'alice'$$,
                  $$VALUES (false, '2026-01-01'::timestamptz, 'first')$$, 'the directory says so, with the first reason');
SELECT agora_test.raises($$SELECT agora.suspend_principal(999, 'r')$$, 'ZA001', 'an unknown principal');
SELECT agora_test.raises($$SELECT agora.suspend_principal(NULL, 'r')$$, 'ZA001', 'no principal');
SELECT agora_test.raises($$SELECT agora.suspend_principal(1, 'r')$$, 'ZA001', 'a seeded principal stays');
SELECT agora_test.raises($$SELECT agora.suspend_principal(agora_test.id('alice'), NULL)$$, '22023', 'no reason');
SELECT agora_test.raises($$SELECT agora.suspend_principal(agora_test.id('alice'), ' ')$$, '22023', 'a blank reason');
SELECT agora_test.raises($$SELECT agora.suspend_principal(agora_test.id('alice'), 'r', agora_test.id('alice'))$$, 'ZA002', 'a suspended actor');

SELECT lives_ok($$SELECT agora.resume_principal(agora_test.id('alice'))$$, 'resumed');
SELECT is(agora._act_as(agora_test.id('alice')), agora_test.id('alice'), 'acts again');
SELECT lives_ok($$SELECT agora.resume_principal(agora_test.id('alice'))$$, 'resuming an active principal changes nothing');
SELECT agora_test.raises($$SELECT agora.resume_principal(999)$$, 'ZA001', 'an unknown principal is not resumed');
SELECT is(agora.suspend_principal(agora_test.id('alice'), 'third'), '2026-01-02'::timestamptz, 'a new suspension has its own date');

SELECT * FROM finish();
ROLLBACK;
