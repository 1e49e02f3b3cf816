-- Makes a proposal that has its approvals a version. Kind and proposal are locked.
-- Emits: reward.policy.adopted.v1.   Locks: the proposal.
CREATE OR REPLACE FUNCTION agora_reward._adopt_policy(
    p_proposal  agora_reward.policy_proposal,
    p_actor     bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_adopt_policy$
DECLARE
    v_now     timestamptz := agora.now();
    v_policy  bigint;
BEGIN
    INSERT INTO agora_reward.reward_policy AS r (kind, parameters, valid_from, created_by, recorded_at)
    VALUES (p_proposal.kind, p_proposal.parameters, p_proposal.valid_from, p_proposal.proposed_by, v_now)
    RETURNING r.reward_policy_id INTO v_policy;
    UPDATE agora_reward.policy_proposal AS p
       SET status = 'adopted', reward_policy_id = v_policy, closed_at = v_now
     WHERE p.policy_proposal_id = p_proposal.policy_proposal_id;
    PERFORM agora_event._emit('reward.policy.adopted.v1', p_proposal.kind,
                              jsonb_build_object('policy_proposal_id', p_proposal.policy_proposal_id, 'kind', p_proposal.kind, 'reward_policy_id', v_policy,
                                                 'changes', p_proposal.changes, 'valid_from', p_proposal.valid_from,
                                                 'is_emergency', p_proposal.is_emergency),
                              NULL, p_actor);
    RETURN v_policy;
END;
$_adopt_policy$;

COMMENT ON FUNCTION agora_reward._adopt_policy(agora_reward.policy_proposal, bigint)
    IS 'Make an approved proposal a version of its policy.';
REVOKE ALL ON FUNCTION agora_reward._adopt_policy(agora_reward.policy_proposal, bigint) FROM PUBLIC;
