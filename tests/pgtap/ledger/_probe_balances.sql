-- Whatever is wrong with a balance is found. History is edited here as only a superuser could.
BEGIN;
SELECT plan(23);
SELECT agora.register_principal('alice');
CREATE TEMPORARY TABLE wallet AS SELECT agora_ledger.wallet_of(agora_test.id('alice')) AS account_id;
SELECT agora_ledger.mint(w.account_id, 100, 'start', p_key => 'k1') FROM wallet AS w;
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k2');
SELECT agora_ledger.post('bounty', jsonb_build_array(jsonb_build_object('account_id', w.account_id, 'amount', -3), '{"account_id": 3, "amount": 1}'::jsonb, '{"account_id": 4, "amount": 2}'::jsonb), 'x', p_key => 'k3') FROM wallet AS w;
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
SELECT ok(pg_temp.finds('UPDATE agora_ledger.transaction SET to_account_id = 999999 WHERE to_account_id = 3', 'ledger.balances'), 'a line of an unknown account');
SELECT ok(pg_temp.finds('INSERT INTO agora_ledger.account_subtotal VALUES (3, 1000000, 9000000)', 'ledger.balances'), 'a subtotal that is not the sum');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.transaction SET from_account_id = to_account_id, to_account_id = from_account_id', 'ledger.balances'), 'a system account below zero');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.transaction SET amount = amount + 1 WHERE kind = $$mint$$', 'ledger.balances'), 'an amount edited');
SELECT ok(pg_temp.finds('DELETE FROM agora_ledger.movement WHERE line = 2', 'ledger.conservation'), 'a movement removed');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.transaction SET created_by = 999999', 'ledger.conservation'), 'a header of an unknown principal');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.movement SET transaction_id = -9', 'ledger.conservation'), 'movements of an unknown transaction');
SELECT ok(pg_temp.finds('DELETE FROM agora_ledger.transaction', 'ledger.conservation'), 'a header removed');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.movement SET line = line + 1', 'ledger.conservation'), 'movements renumbered');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.transaction SET to_balance = to_balance + 1', 'ledger.statements'), 'a running balance edited');

SELECT ok(pg_temp.finds('UPDATE agora_ledger.movement SET line = line - 1', 'ledger.conservation'), 'down to the first');
SELECT ok(pg_temp.finds('UPDATE agora_ledger.transaction SET movements = 1', 'ledger.conservation'), 'movements that are not counted');
SELECT ok(pg_temp.finds(format('UPDATE agora_ledger.%s SET to_account_id = from_account_id', t.name), 'ledger.conservation'), format('a %s from an account to itself', t.name))
  FROM unnest(ARRAY['transaction', 'movement']) AS t(name);
SELECT ok(pg_temp.finds(format('ALTER DOMAIN agora_ledger.positive_micro_tokens DROP CONSTRAINT positive_micro_tokens_range_ck; UPDATE agora_ledger.%s SET amount = -amount', t.name),
                        'ledger.conservation'), format('a %s that takes', t.name))
  FROM unnest(ARRAY['transaction', 'movement']) AS t(name);
SELECT ok(pg_temp.finds('UPDATE agora_ledger.movement SET from_balance = from_balance + 1', 'ledger.statements'), 'one within a transaction');

SELECT * FROM finish();
ROLLBACK;
