-- Balance of a limited system account, with every other debit of it held off until this transaction ends. Credits go on:
-- they only add. The row is written, not only locked, so that an older snapshot fails instead of reading an old balance.
-- Locks: the account's subtotal.
CREATE OR REPLACE FUNCTION agora_ledger._lock_funds(p_account bigint)
RETURNS numeric
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_funds$
BEGIN
    INSERT INTO agora_ledger.account_subtotal AS s (account_id)
    VALUES (p_account)
    ON CONFLICT ON CONSTRAINT account_subtotal_pk DO UPDATE SET balance = s.balance;
    RETURN agora_ledger._system_balance(p_account);
END;
$_lock_funds$;

COMMENT ON FUNCTION agora_ledger._lock_funds(bigint)
    IS 'Hold off other debits of a system account and return its balance in micro-tokens.';
REVOKE ALL ON FUNCTION agora_ledger._lock_funds(bigint) FROM PUBLIC;
