-- Tokens end in the burn account.
BEGIN;
SELECT plan(15);
SELECT agora.register_principal('alice');
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
SELECT agora_ledger.mint(pg_temp.wallet('alice'), 10, 'start', p_key => 'start');
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'treasury');

CREATE TEMPORARY TABLE made AS SELECT agora_ledger.burn(pg_temp.wallet('alice'), 4, 'spent', p_key => 'k1') AS transaction_id;
SELECT is(agora_ledger.balance(pg_temp.wallet('alice')), 6::numeric, 'gone from the account');
SELECT is(agora_ledger.balance(2), 4::numeric, 'the burn account shows what ended');
SELECT is(agora_ledger.burn(pg_temp.wallet('alice'), 4, 'spent', p_key => 'k1'), (SELECT m.transaction_id FROM made AS m), 'the same call again: the same transaction');
SELECT is(agora_ledger.balance(2), 4::numeric, 'ended once');
SELECT agora_test.raises($$SELECT agora_ledger.burn(pg_temp.wallet('alice'), 6.000001, 'spent', p_key => 'bad')$$, 'ZL002', 'not more than there is');
SELECT agora_test.raises($$SELECT agora_ledger.burn(3, 10.000001, 'spent', p_key => 'bad')$$, 'ZL002', 'nor of a system account');
SELECT lives_ok($$SELECT agora_ledger.burn(3, 10, 'spent', p_key => 'k2')$$, 'all of it');
SELECT agora_test.raises($$SELECT agora_ledger.burn(pg_temp.wallet('alice'), 1, 'spent', p_key => 'reward:transform:1')$$, '22023', 'nor with a key of the rewards');
SELECT agora_test.raises($$SELECT agora_ledger.burn(1, 1, 'spent', p_key => 'bad')$$, '22023', 'the mint holds nothing');
SELECT agora_test.raises($$SELECT agora_ledger.burn(2, 1, 'spent', p_key => 'bad')$$, '22023', 'what ended has ended');
SELECT agora_test.raises($$SELECT agora_ledger.burn(NULL, 1, 'spent', p_key => 'bad')$$, 'ZL001', 'an unknown account');
SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT lives_ok($$SELECT agora_ledger.burn(pg_temp.wallet('alice'), 1, 'a fine', p_key => 'k3')$$, 'from a suspended principal');
SELECT agora_test.add_login('sam', 'agora_service');
SELECT agora_test.become('sam');
SELECT throws_ok($$SELECT agora_ledger.burn(1000, 1, 'spent', p_key => 'bad')$$, '42501', NULL, 'a service ends no tokens');
RESET SESSION AUTHORIZATION;
SELECT is_empty($$SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.idempotency_key = 'bad'$$, 'what was refused is not there');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

SELECT * FROM finish();
ROLLBACK;
