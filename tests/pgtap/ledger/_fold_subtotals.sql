-- The subtotal of a system account moves with the horizon; its balance does not. How the horizon waits for open
-- transactions is seen with several sessions, in tests/concurrency/test_ledger.py.
BEGIN;
SELECT plan(12);
SELECT agora.register_principal('alice');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), 100, 'start', p_key => 'k1');
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k2');
CREATE FUNCTION pg_temp.last() RETURNS bigint LANGUAGE sql RETURN (SELECT max(t.transaction_id) FROM agora_ledger.transaction AS t);

SELECT is(agora_ledger._fold_subtotals(100), 0::bigint, 'the first run only marks');
SELECT results_eq('SELECT h.transaction_id, h.next_transaction_id FROM agora_ledger.horizon AS h', 'SELECT 0::bigint, pg_temp.last()', 'up to the newest transaction');
SELECT agora_ledger.mint(3, 1, 'start', p_key => 'k3');
SELECT is(agora_ledger._fold_subtotals(100), 0::bigint, 'the transaction of the mark is open: nothing moves');
SELECT is((SELECT h.transaction_id FROM agora_ledger.horizon AS h), 0::bigint, 'not even the horizon');

UPDATE agora_ledger.horizon SET transaction_id = next_transaction_id;
SELECT is(agora_ledger._fold_subtotals(100), 2::bigint, 'once it is decided, two accounts have entries up to it');
SELECT results_eq('SELECT s.account_id, s.balance, s.up_to_transaction FROM agora_ledger.account_subtotal AS s ORDER BY s.account_id',
                  'SELECT x.account_id, x.balance, h.transaction_id FROM agora_ledger.horizon AS h CROSS JOIN (VALUES (1::bigint, -110000000::numeric), (3, 10000000)) AS x(account_id, balance)',
                  'their sums');
SELECT is(agora_ledger.balance(1), -111::numeric, 'the balance is the subtotal and what is behind it');
SELECT is(agora_ledger._fold_subtotals(100), 0::bigint, 'again: nothing to do');
UPDATE agora_ledger.horizon SET transaction_id = pg_temp.last(), next_transaction_id = pg_temp.last();
SELECT is(agora_ledger._fold_subtotals(1), 1::bigint, 'no more accounts than asked for');
SELECT is(agora_ledger._fold_subtotals(1), 1::bigint, 'the rest next time');
SELECT results_eq('SELECT agora_ledger.balance(1), agora_ledger.balance(3)', 'VALUES (-111::numeric, 11::numeric)', 'the balances are as before');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

SELECT * FROM finish();
ROLLBACK;
