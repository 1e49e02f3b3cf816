-- What a verifier is due for a verdict that others came to, too. Only the first per_day of a day (UTC) earn anything.
-- Reads: the verifier's earlier verdicts, under the lock of the wallet, which the caller holds.
CREATE OR REPLACE FUNCTION agora_reward._verification_payout(p_verification bigint)
RETURNS agora_reward.payout
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_verification_payout$
DECLARE
    v_policy  agora_reward.reward_policy := agora_reward._policy_in_force('verification', agora.now());
    v_payout  agora_reward.payout;
BEGIN
    SELECT v.transform_id, v.verifier_id::text, v.verifier_id, t.contributor_id
      INTO v_payout.subject_id, v_payout.occasion, v_payout.principal_id, v_payout.helped_id
      FROM agora_memory.transform_verification AS v
      JOIN agora_memory.transform AS t ON t.transform_id = v.transform_id
     WHERE v.transform_verification_id = p_verification;
    SELECT jsonb_build_object('paid_today', count(*)) INTO v_payout.factors
      FROM agora_reward.reward_calculation AS c
     WHERE c.principal_id = v_payout.principal_id AND c.kind = 'verification' AND c.earned > 0
       AND c.recorded_at >= date_trunc('day', agora.now(), 'UTC');
    v_payout.kind             := 'verification';
    v_payout.subject_kind     := 'transform';
    v_payout.evidence_id      := p_verification;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.amount           := agora_reward._formula('verification', v_payout.factors, v_policy.parameters);
    RETURN v_payout;
END;
$_verification_payout$;

COMMENT ON FUNCTION agora_reward._verification_payout(bigint)
    IS 'What is due for a verdict on a transform.';
REVOKE ALL ON FUNCTION agora_reward._verification_payout(bigint) FROM PUBLIC;
