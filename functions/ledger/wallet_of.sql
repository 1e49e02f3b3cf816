-- The wallet of a principal, opened by the first call that asks for it. Any caller may ask: whoever pays must name it.
-- Errors: 22023 the system has none · 42501 · ZA001 · ZA002 actor suspended.
CREATE OR REPLACE FUNCTION agora_ledger.wallet_of(
    p_principal  bigint DEFAULT agora.current_principal(),
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $wallet_of$
BEGIN
    PERFORM agora._act_as(p_actor);
    RETURN agora_ledger._wallet(p_principal);
END;
$wallet_of$;

COMMENT ON FUNCTION agora_ledger.wallet_of(bigint, bigint)
    IS 'Account of a principal''s wallet, opened on first use; the principal system has none.';
REVOKE ALL ON FUNCTION agora_ledger.wallet_of(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.wallet_of(bigint, bigint) TO agora_service;
