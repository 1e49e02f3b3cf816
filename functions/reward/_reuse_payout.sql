-- What the author of a golden state is due for a reuse: the bonus of its number among the rewarded ones, and once the bonuses
-- are used up the royalty.
-- Locks: the golden state.
CREATE OR REPLACE FUNCTION agora_reward._reuse_payout(p_reuse bigint)
RETURNS agora_reward.payout
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_reuse_payout$
DECLARE
    v_policy   agora_reward.reward_policy := agora_reward._policy_in_force('golden', agora.now());
    v_payout   agora_reward.payout;
    v_attempt  bigint;
BEGIN
    SELECT r.golden_state_id, r.principal_id INTO v_payout.subject_id, v_payout.helped_id
      FROM agora_memory.golden_reuse AS r
     WHERE r.golden_reuse_id = p_reuse;
    SELECT g.attempt_id INTO v_attempt FROM agora_memory.golden_state AS g WHERE g.golden_state_id = v_payout.subject_id FOR NO KEY UPDATE;
    SELECT a.principal_id INTO v_payout.principal_id FROM agora_memory.attempt AS a WHERE a.attempt_id = v_attempt;
    SELECT jsonb_build_object('n', 1 + count(*) FILTER (WHERE c.kind = 'reuse'),
                              'bonuses', coalesce(sum(c.earned) FILTER (WHERE c.kind = 'reuse'), 0),
                              'reward', coalesce(sum(c.earned) FILTER (WHERE c.kind = 'golden'), 0))
      INTO v_payout.factors
      FROM agora_reward.reward_calculation AS c
     WHERE c.subject_id = v_payout.subject_id AND c.subject_kind = 'golden' AND c.kind IN ('golden', 'reuse');
    v_payout.kind             := 'reuse';
    v_payout.subject_kind     := 'golden';
    v_payout.occasion         := p_reuse::text;
    v_payout.evidence_id      := p_reuse;
    v_payout.series_id        := v_payout.subject_id;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.amount           := agora_reward._formula('reuse', v_payout.factors, v_policy.parameters);
    IF v_payout.amount = 0 THEN
        RETURN agora_reward._royalty_payout('golden', p_reuse);
    END IF;
    RETURN v_payout;
END;
$_reuse_payout$;

COMMENT ON FUNCTION agora_reward._reuse_payout(bigint)
    IS 'What is due for a reuse of a golden state.';
REVOKE ALL ON FUNCTION agora_reward._reuse_payout(bigint) FROM PUBLIC;
