-- Exact balance of one account, by the rule of account_balance_view: who may not see an account does not know it. Volatile,
-- so that balance(wallet_of(…)) sees the wallet that the same statement opens.
-- Errors: ZL001.
CREATE OR REPLACE FUNCTION agora_ledger.balance(p_account bigint)
RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $balance$
DECLARE
    v_balance numeric;
BEGIN
    SELECT v.balance INTO v_balance FROM agora_ledger.account_balance_view AS v WHERE v.account_id = p_account;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL001',
            MESSAGE = 'unknown account',
            DETAIL  = format('p_account=%s', coalesce(p_account::text, 'NULL')),
            HINT    = 'agora_ledger.wallet_of() gives the account of a principal; a bound login sees only its own.';
    END IF;
    RETURN v_balance;
END;
$balance$;

COMMENT ON FUNCTION agora_ledger.balance(bigint)
    IS 'Balance of an account in tokens, exact now.';
REVOKE ALL ON FUNCTION agora_ledger.balance(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.balance(bigint) TO agora_reader;
