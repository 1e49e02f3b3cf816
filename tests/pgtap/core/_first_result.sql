-- Idempotency keys: claimed once per scope and actor, forgotten after core.idempotency_retention.
BEGIN;
SELECT plan(14);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('carol');

SELECT is(agora._first_result('f', 1, NULL, '[1]'), NULL, 'without a key every call is a first call');
SELECT is(agora._first_result('f', 1, 'k', '[1]'), NULL, 'a new key: go on');
SELECT agora._keep_result('f', 1, 'k', '7');
SELECT is(agora._first_result('f', 1, 'k', '[1]'), '7'::jsonb, 'the same call: the first result');
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, 'k', '[2]')$$, 'ZA003', 'the same key with other arguments');
SELECT is(agora._first_result('g', 1, 'k', '[2]'), NULL, 'keys of different functions do not meet');
SELECT is(agora._first_result('f', agora_test.id('carol'), 'k', '[2]'), NULL, 'keys of different actors do not meet');
SELECT is(agora._first_result('f', 1, repeat('k', 200), '[1]'), NULL, 'a key of 200 characters');
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, repeat('k', 201), '[1]')$$, '22023', 'a key of 201 characters');
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, '', '[1]')$$, '22023', 'an empty key');

-- The retention ends behind the boundary, not at it.
SELECT agora_test.at('2026-01-31');
SELECT is(agora._forget_old(1000), 0::bigint, 'nothing is forgotten at exactly the retention');
SELECT agora_test.advance('1 microsecond');
SELECT is(agora._forget_old(2), 2::bigint, 'no more than the limit at a time');
SELECT is(agora._forget_old(1000), 2::bigint, 'the rest the next time');
SELECT is(agora._forget_old(1000), 0::bigint, 'and then nothing');
SELECT is(agora._first_result('f', 1, 'k', '[2]'), NULL, 'a forgotten key is a new key');

SELECT * FROM finish();
ROLLBACK;
