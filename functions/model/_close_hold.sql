-- Pays what a call cost from the hold of its authorisation, or releases it (p_usd NULL). A hold that its owner has ended, whose time is
-- over or whose wallet is frozen pays nothing: what the call cost is counted all the same. Returns the tokens that were not paid.
-- Emits: ledger.hold.captured.v1, ledger.hold.released.v1, ledger.transaction.posted.v1.   Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_model._close_hold(
    p_hold   bigint,
    p_usd    numeric,
    p_owner  bigint
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_close_hold$
BEGIN
    IF p_usd IS NULL THEN
        PERFORM agora_ledger.release_hold(p_hold, p_owner);
        RETURN NULL;
    END IF;
    RETURN (agora_ledger.settle_spending(p_hold, p_usd, 'spend ' || p_hold || ' ' || gen_random_uuid(), p_owner)).uncovered;
EXCEPTION WHEN SQLSTATE 'ZL007' OR SQLSTATE 'ZL008' OR SQLSTATE 'ZL010' THEN
    RETURN CASE WHEN p_usd IS NOT NULL THEN agora_ledger.tokens_for_usd(p_usd) END;
END;
$_close_hold$;

COMMENT ON FUNCTION agora_model._close_hold(bigint, numeric, bigint)
    IS 'Pay a call from its hold, or release it; returns the tokens that were not paid.';
REVOKE ALL ON FUNCTION agora_model._close_hold(bigint, numeric, bigint) FROM PUBLIC;
