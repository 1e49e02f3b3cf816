-- What a principal is due where the policy says how much, whatever happened: {"tokens": n}.
CREATE OR REPLACE FUNCTION agora_reward._fixed_payout(
    p_kind          text,
    p_subject_kind  text,
    p_subject       bigint,
    p_occasion      text,
    p_principal     bigint
)
RETURNS agora_reward.payout
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_fixed_payout$
DECLARE
    v_policy  agora_reward.reward_policy := agora_reward._policy_in_force(p_kind, agora.now());
    v_payout  agora_reward.payout;
BEGIN
    v_payout.kind             := p_kind;
    v_payout.subject_kind     := p_subject_kind;
    v_payout.subject_id       := p_subject;
    v_payout.occasion         := p_occasion;
    v_payout.principal_id     := p_principal;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.factors          := '{}';
    v_payout.amount           := agora_reward._formula(p_kind, v_payout.factors, v_policy.parameters);
    RETURN v_payout;
END;
$_fixed_payout$;

COMMENT ON FUNCTION agora_reward._fixed_payout(text, text, bigint, text, bigint)
    IS 'What is due by a policy that names an amount.';
REVOKE ALL ON FUNCTION agora_reward._fixed_payout(text, text, bigint, text, bigint) FROM PUBLIC;
