-- Gives back what a hold holds. The hold is the key: releasing it again returns the same.
-- Errors: 42501 · ZA001 · ZA002 · ZL005 · ZL006 · ZL007 · ZL008.   Emits: ledger.hold.released.v1.
-- Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_ledger.release_hold(
    p_hold   bigint,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $release_hold$
DECLARE
    v_now       timestamptz := agora.now();
    v_hold      agora_ledger.hold;
    v_released  numeric;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_hold     := agora_ledger._lock_hold(p_hold, NULL, p_actor);
    v_released := trim_scale(v_hold.amount * 0.000001);
    IF v_hold.status = 'released' THEN
        RETURN v_released;
    END IF;
    IF v_hold.status <> 'open' OR v_hold.expires_at <= v_now THEN
        PERFORM agora_ledger._refuse_hold(v_hold);
    END IF;
    UPDATE agora_ledger.hold AS h SET status = 'released', closed_at = v_now WHERE h.hold_id = p_hold;
    UPDATE agora_ledger.account_balance AS b SET available = b.available + v_hold.amount, held = b.held - v_hold.amount WHERE b.account_id = v_hold.account_id;
    PERFORM agora_event._emit(
        'ledger.hold.released.v1', p_hold::text,
        jsonb_build_object('hold_id', p_hold, 'account_id', v_hold.account_id, 'released', v_released),
        v_hold.correlation_id, p_actor);
    RETURN v_released;
END;
$release_hold$;

COMMENT ON FUNCTION agora_ledger.release_hold(bigint, bigint)
    IS 'End a hold without paying; returns the tokens that are available again.';
REVOKE ALL ON FUNCTION agora_ledger.release_hold(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.release_hold(bigint, bigint) TO agora_service;
