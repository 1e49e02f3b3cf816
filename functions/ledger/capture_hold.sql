-- Pays from a hold what it came to, and releases the rest. Once: a hold is closed by its capture.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL004 · ZL005 · ZL006 · ZL007 · ZL008 · ZL009 · ZL010.
-- Emits: ledger.hold.captured.v1, ledger.transaction.posted.v1.   Locks: balance rows in account order.
CREATE OR REPLACE FUNCTION agora_ledger.capture_hold(
    p_hold    bigint,
    p_amount  numeric,
    p_to      bigint,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $capture_hold$
BEGIN
    PERFORM agora._act_as(p_actor);
    RETURN agora_ledger._capture_hold(p_hold, p_amount, p_to, jsonb_build_object('hold_id', p_hold), p_key, p_actor);
END;
$capture_hold$;

COMMENT ON FUNCTION agora_ledger.capture_hold(bigint, numeric, bigint, text, bigint)
    IS 'Pay an amount, at most what is held, from a hold to an account and release the rest; p_key is required. Returns the transaction.';
REVOKE ALL ON FUNCTION agora_ledger.capture_hold(bigint, numeric, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.capture_hold(bigint, numeric, bigint, text, bigint) TO agora_service;
