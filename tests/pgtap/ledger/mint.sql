-- Tokens come from the mint, by an operator.
BEGIN;
SELECT plan(27);
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));

SELECT is(agora_ledger.balance(1), 0::numeric, 'nothing is made at first');
CREATE TEMPORARY TABLE made AS SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100.25, 'start', p_key => 'k1') AS transaction_id;
SELECT is(agora_ledger.balance(pg_temp.wallet('alice')), 100.25, 'the receiver has them');
SELECT is(agora_ledger.balance(1), -100.25, 'the mint shows what was made');
SELECT is(agora_ledger.mint(pg_temp.wallet('alice'), 100.25, 'start', p_key => 'k1'), (SELECT m.transaction_id FROM made AS m), 'the same call again: the same transaction');
SELECT is(agora_ledger.balance(1), -100.25, 'made once');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100, 'start', p_key => 'k1')$$, 'ZA003', 'the key with another amount');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 1, 'start')$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 1, 'start', p_key => 'reward:transform:1')$$, '22023', 'nor with a key of the rewards');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), -1, 'start', p_key => 'bad')$$, '22023', 'nothing below zero');
SELECT agora_test.raises($$SELECT agora_ledger.mint(1, 1, 'start', p_key => 'bad')$$, '22023', 'not for the mint itself');
SELECT agora_test.raises($$SELECT agora_ledger.mint(999999, 1, 'start', p_key => 'bad')$$, 'ZL001', 'an unknown account');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 1e12, 'start', p_key => 'bad')$$, 'ZL004', 'not beyond what an account holds');
SELECT lives_ok($$SELECT agora_ledger.mint(4, 1e12, 'start', p_key => 'pool')$$, 'for a system account');
SELECT lives_ok($$SELECT agora_ledger.mint(4, 1e12, 'start', p_key => 'pool again')$$, 'which holds any amount');
SELECT results_eq('SELECT agora_ledger.balance(4)', 'VALUES (2e12)', 'and shows it');
SELECT agora.suspend_principal(agora_test.id('bob'), 'a test');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('bob'), 1, 'start', p_key => 'bad')$$, 'ZA002', 'not for a suspended principal');
SELECT agora_test.add_login('sam', 'agora_service');
SELECT agora_test.add_login('olga', 'agora_operator');
SELECT agora_test.become('sam');
SELECT throws_ok($$SELECT agora_ledger.mint(1000, 1, 'start', p_key => 'bad')$$, '42501', NULL, 'a service makes no tokens');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('olga');
SELECT lives_ok($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 1, 'start', p_key => 'k1')$$, 'an operator does');
RESET SESSION AUTHORIZATION;
-- the limit of supply
SELECT agora.set_setting('ledger.max_supply', (s.supply + 5)::text, 'a test') FROM agora_ledger.supply AS s;
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 5.000001, 'start', p_key => 'bad')$$, 'ZL014', 'not beyond the limit of supply');
SELECT lives_ok($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 5, 'start', p_key => 'last')$$, 'but up to it');
SELECT lives_ok($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 5, 'start', p_key => 'last')$$, 'a repeated call is answered');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 0.000001, 'start', p_key => 'bad')$$, 'ZL014', 'and that is all');
SELECT agora_test.raises($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), NULL, 'start', p_key => 'bad')$$, '22023', 'no amount is no way around it');
SELECT agora_ledger.burn(pg_temp.wallet('alice'), 1, 'x', p_key => 'room');
SELECT lives_ok($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 1, 'start', p_key => 'after')$$, 'what was burnt makes room');
SELECT agora.set_setting('ledger.max_supply', '0', 'a test');
SELECT lives_ok($$SELECT agora_ledger.mint(pg_temp.wallet('alice'), 1, 'start', p_key => 'free')$$, '0 is no limit');

SELECT is_empty($$SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.idempotency_key = 'bad'$$, 'what was refused is not there');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

SELECT * FROM finish();
ROLLBACK;
