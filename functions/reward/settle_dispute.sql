-- Takes back what an upheld dispute left owed, once there is enough to take. Repeated calls return the reversal. An owed reward is
-- worked off by later rewards instead.
-- Errors: 42501 · ZA001 · ZA002 · ZA003 · ZR030 · ZR039 nothing to settle.   Emits: reward.dispute.settled.v1 · ledger.transaction.posted.v1.
-- Locks: the dispute, then the balances in account order.
CREATE OR REPLACE FUNCTION agora_reward.settle_dispute(
    p_dispute  bigint,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $settle_dispute$
DECLARE
    v_dispute   agora_reward.dispute;
    v_reversal  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_dispute := agora_reward._lock_dispute(p_dispute);
    IF v_dispute.reversal_id IS NOT NULL THEN
        RETURN v_dispute.reversal_id;
    END IF;
    IF v_dispute.status = 'upheld' THEN
        v_reversal := agora_reward._undo_disputed(v_dispute, p_actor);
    END IF;
    IF v_reversal IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR039',
            MESSAGE = 'dispute cannot be settled',
            DETAIL  = format('p_dispute=%s status=%s', p_dispute, v_dispute.status),
            HINT    = 'Only an upheld one is, once the wallet holds what is owed; a reward is worked off by later ones.';
    END IF;
    UPDATE agora_reward.dispute AS d SET reversal_id = v_reversal WHERE d.dispute_id = p_dispute;
    PERFORM agora_event._emit('reward.dispute.settled.v1', p_dispute::text,
                              jsonb_build_object('dispute_id', p_dispute, 'transaction_id', v_dispute.transaction_id, 'reversal_id', v_reversal),
                              NULL, v_dispute.opened_by);
    RETURN v_reversal;
END;
$settle_dispute$;

COMMENT ON FUNCTION agora_reward.settle_dispute(bigint, bigint)
    IS 'Take back what an upheld dispute left owed; returns the reversal.';
REVOKE ALL ON FUNCTION agora_reward.settle_dispute(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.settle_dispute(bigint, bigint) TO agora_operator;
