-- Kind of a system account. A principal's account has a balance row; who asks here has found none.
-- Errors: ZL001.
CREATE OR REPLACE FUNCTION agora_ledger._system_kind(p_account bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $_system_kind$
DECLARE
    v_kind text;
BEGIN
    SELECT a.kind INTO v_kind FROM agora_ledger.account AS a WHERE a.account_id = p_account AND a.principal_id IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL001',
            MESSAGE = 'unknown account',
            DETAIL  = format('account_id=%s', coalesce(p_account::text, 'NULL')),
            HINT    = 'agora_ledger.wallet_of() gives the account of a principal.';
    END IF;
    RETURN v_kind;
END;
$_system_kind$;

COMMENT ON FUNCTION agora_ledger._system_kind(bigint)
    IS 'Kind of a system account; refuses an unknown one.';
REVOKE ALL ON FUNCTION agora_ledger._system_kind(bigint) FROM PUBLIC;
