-- What the author of a golden state is due for its approval.
CREATE OR REPLACE FUNCTION agora_reward._golden_payout(p_golden bigint)
RETURNS agora_reward.payout
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_golden_payout$
DECLARE
    v_policy  agora_reward.reward_policy := agora_reward._policy_in_force('golden', agora.now());
    v_payout  agora_reward.payout;
BEGIN
    SELECT a.principal_id, jsonb_build_object('quality', g.quality) INTO v_payout.principal_id, v_payout.factors
      FROM agora_memory.golden_state AS g
      JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
     WHERE g.golden_state_id = p_golden;
    v_payout.kind             := 'golden';
    v_payout.subject_kind     := 'golden';
    v_payout.subject_id       := p_golden;
    v_payout.occasion         := '';
    v_payout.evidence_id      := p_golden;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.amount           := agora_reward._formula('golden', v_payout.factors, v_policy.parameters);
    RETURN v_payout;
END;
$_golden_payout$;

COMMENT ON FUNCTION agora_reward._golden_payout(bigint)
    IS 'What is due for the approval of a golden state.';
REVOKE ALL ON FUNCTION agora_reward._golden_payout(bigint) FROM PUBLIC;
