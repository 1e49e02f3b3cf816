-- Withdraws an open proposal; any operator may. What was adopted is history: propose the old constants anew.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZR025 · ZR026.   Emits: reward.policy.withdrawn.v1.
-- Locks: the first version of the kind, then the proposal.
CREATE OR REPLACE FUNCTION agora_reward.withdraw_policy(
    p_proposal  bigint,
    p_reason    text,
    p_key       text   DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $withdraw_policy$
DECLARE
    v_proposal agora_reward.policy_proposal;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    IF agora._first_result('withdraw_policy', p_actor, p_key, jsonb_build_array(p_proposal, p_reason)) IS NOT NULL THEN
        RETURN p_proposal;
    END IF;
    v_proposal := agora_reward._lock_proposal(p_proposal);
    UPDATE agora_reward.policy_proposal AS p
       SET status = 'withdrawn', closed_at = agora.now()
     WHERE p.policy_proposal_id = p_proposal;
    PERFORM agora_event._emit('reward.policy.withdrawn.v1', v_proposal.kind,
                              jsonb_build_object('policy_proposal_id', p_proposal, 'kind', v_proposal.kind, 'reason', p_reason), NULL, p_actor);
    PERFORM agora._keep_result('withdraw_policy', p_actor, p_key, to_jsonb(p_proposal));
    RETURN p_proposal;
END;
$withdraw_policy$;

COMMENT ON FUNCTION agora_reward.withdraw_policy(bigint, text, text, bigint)
    IS 'Withdraw an open proposal with a reason; returns the proposal.';
REVOKE ALL ON FUNCTION agora_reward.withdraw_policy(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.withdraw_policy(bigint, text, text, bigint) TO agora_operator;
