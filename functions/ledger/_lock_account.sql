-- Shared start of freezing and unfreezing: an account of a principal, locked.
-- Errors: 22023 system account · ZL001.   Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_ledger._lock_account(p_account bigint)
RETURNS agora_ledger.account_balance
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_account$
DECLARE
    v_found agora_ledger.account_balance;
BEGIN
    SELECT b.* INTO v_found FROM agora_ledger.account_balance AS b WHERE b.account_id = p_account FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'this is an account of the system',
            DETAIL  = format('p_account=%s kind=%s', p_account, agora_ledger._system_kind(p_account)),
            HINT    = 'Name the account of a principal.';
    END IF;
    RETURN v_found;
END;
$_lock_account$;

COMMENT ON FUNCTION agora_ledger._lock_account(bigint)
    IS 'Lock an account of a principal and return what it holds.';
REVOKE ALL ON FUNCTION agora_ledger._lock_account(bigint) FROM PUBLIC;
