-- Wallet of a principal, opened by the first call that needs it. The system has none: its tokens are in accounts of their own.
-- Errors: 22023 the system · ZA001 unknown principal.
CREATE OR REPLACE FUNCTION agora_ledger._wallet(p_principal bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $_wallet$
DECLARE
    v_account bigint;
BEGIN
    SELECT a.account_id INTO v_account FROM agora_ledger.account AS a WHERE a.principal_id = p_principal AND a.kind = 'wallet';
    IF FOUND THEN
        RETURN v_account;
    END IF;

    PERFORM agora._check_principal('p_principal', p_principal);
    IF p_principal = 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'the system has no wallet',
            DETAIL  = format('p_principal=%s', p_principal),
            HINT    = 'Name another principal, or a system account: mint, burn, treasury or reward_pool in agora_ledger.account_balance_view.';
    END IF;
    INSERT INTO agora_ledger.account AS a (principal_id, kind, name, created_at)
    VALUES (p_principal, 'wallet', 'wallet', agora.now())
    ON CONFLICT (principal_id) WHERE kind = 'wallet' DO NOTHING
    RETURNING a.account_id INTO v_account;
    IF FOUND THEN
        INSERT INTO agora_ledger.account_balance (account_id, principal_id) VALUES (v_account, p_principal);
    ELSE
        SELECT a.account_id INTO v_account FROM agora_ledger.account AS a WHERE a.principal_id = p_principal AND a.kind = 'wallet';
    END IF;
    RETURN v_account;
END;
$_wallet$;

COMMENT ON FUNCTION agora_ledger._wallet(bigint)
    IS 'Account of a principal''s wallet, opened on first use; the internal part of wallet_of().';
REVOKE ALL ON FUNCTION agora_ledger._wallet(bigint) FROM PUBLIC;
