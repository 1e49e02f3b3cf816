-- Takes back what a dispute was upheld about; returns the reversal, NULL where the money was spent. A reward that is owed is worked
-- off by later ones. What was reversed meanwhile stays so.
-- Errors: 42501 · ZA001 · ZA002 · ZA003.   Emits: reward.token.reversed.v1 · ledger.transaction.posted.v1.   Locks: the balances, in account order.
CREATE OR REPLACE FUNCTION agora_reward._undo_disputed(
    p_dispute  agora_reward.dispute,
    p_actor    bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_undo_disputed$
DECLARE
    v_reason    text := format('dispute %s', p_dispute.dispute_id);
    v_reversal  bigint;
BEGIN
    PERFORM agora_reward._take_back(c.reward_calculation_id, v_reason, p_actor)
       FROM agora_reward.reward_calculation AS c
      WHERE c.transaction_id = p_dispute.transaction_id;
    IF NOT FOUND AND NOT EXISTS (SELECT 1 FROM agora_ledger.reversal AS r WHERE r.reversed_id = p_dispute.transaction_id) THEN
        BEGIN
            RETURN agora_ledger.reverse(p_dispute.transaction_id, v_reason, format('dispute:%s', p_dispute.dispute_id), p_actor);
        EXCEPTION WHEN SQLSTATE 'ZL002' THEN
            RETURN NULL;
        END;
    END IF;
    SELECT r.transaction_id INTO v_reversal FROM agora_ledger.reversal AS r WHERE r.reversed_id = p_dispute.transaction_id;
    RETURN v_reversal;
END;
$_undo_disputed$;

COMMENT ON FUNCTION agora_reward._undo_disputed(agora_reward.dispute, bigint)
    IS 'Take back a disputed transaction; NULL where it is owed.';
REVOKE ALL ON FUNCTION agora_reward._undo_disputed(agora_reward.dispute, bigint) FROM PUBLIC;
