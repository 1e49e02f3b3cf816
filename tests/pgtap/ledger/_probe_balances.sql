-- Whatever is wrong with a balance is found. History is edited here as only a superuser could.
BEGIN;
SELECT plan(16);
SELECT agora.register_principal('alice');
CREATE TEMPORARY TABLE wallet AS SELECT agora_ledger.wallet_of(agora_test.id('alice')) AS account_id;
SELECT agora_ledger.mint(w.account_id, 100, 'start', p_key => 'k1') FROM wallet AS w;
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k2');
CREATE FUNCTION pg_temp.finds(p_edit text, p_probe text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_found boolean;
BEGIN
    BEGIN
        SET LOCAL session_replication_role = replica;
        EXECUTE p_edit;
        SET LOCAL session_replication_role = origin;
        SELECT bool_or(c.probe = p_probe) INTO v_found FROM agora.check_invariants() AS c;
        RAISE EXCEPTION USING ERRCODE = 'ZZ001';
    EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
        RETURN v_found;
    END;
END $$;

SELECT is_empty('SELECT * FROM agora.check_invariants()', 'quiet while all is right');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.account_balance SET available = available + 1', 'ledger.balances'), 'a balance that is not the sum');
SELECT ok(pg_temp.finds('DELETE FROM agora_ledger.account_balance', 'ledger.balances'), 'a balance that is not there');
SELECT ok(pg_temp.finds('INSERT INTO agora_ledger.account_balance (account_id, principal_id) VALUES (4, 1)', 'ledger.balances'), 'a balance row of a system account');
SELECT ok(pg_temp.finds('INSERT INTO agora_ledger.account_balance (account_id, principal_id) VALUES (999999, 1)', 'ledger.balances'), 'a balance row of an unknown account');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.account_balance SET principal_id = 1', 'ledger.balances'), 'a balance row of another owner');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.entry SET account_id = 999999 WHERE account_id = 3', 'ledger.balances'), 'a line of an unknown account');
SELECT ok(pg_temp.finds('INSERT INTO agora_ledger.account_subtotal VALUES (3, 1000000, 9000000)', 'ledger.balances'), 'a subtotal that is not the sum');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.entry SET amount = -amount', 'ledger.balances'), 'a system account below zero');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.entry SET amount = amount + 1 WHERE account_id = 3', 'ledger.conservation'), 'an amount edited');
SELECT ok(pg_temp.finds('DELETE FROM agora_ledger.entry WHERE account_id = 3', 'ledger.conservation'), 'a line removed');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.transaction SET created_by = 999999', 'ledger.conservation'), 'a header of an unknown principal');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.entry SET transaction_id = -9 WHERE transaction_id = (SELECT max(t.transaction_id) FROM agora_ledger.transaction AS t)', 'ledger.conservation'), 'lines of an unknown transaction');
SELECT ok(pg_temp.finds('DELETE FROM agora_ledger.transaction', 'ledger.conservation'), 'a header removed');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.entry SET line = line + 10', 'ledger.conservation'), 'lines renumbered');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.entry SET balance_after = balance_after + 1', 'ledger.statements'), 'a running balance edited');

SELECT * FROM finish();
ROLLBACK;
