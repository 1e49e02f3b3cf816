-- Approves a proposal of somebody else; the approval that completes the number makes it a version. An operator's second approval
-- is the first. What changed since the proposal is looked at again. An emergency holds from its last approval at the earliest.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZR020 · ZR021 · ZR022 · ZR025 · ZR026 · ZR027.
-- Emits: reward.policy.approved.v1 · reward.policy.adopted.v1.   Locks: the first version of the kind, then the proposal.
CREATE OR REPLACE FUNCTION agora_reward.approve_policy(
    p_proposal  bigint,
    p_notes     text   DEFAULT NULL,
    p_key       text   DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $approve_policy$
DECLARE
    v_now       timestamptz := agora.now();
    v_first     jsonb;
    v_proposal  agora_reward.policy_proposal;
    v_base      agora_reward.reward_policy;
    v_is_new    boolean;
    v_missing   bigint;
    v_policy    bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_notes', p_notes, 1000, p_optional => true);
    v_first := agora._first_result('approve_policy', p_actor, p_key, jsonb_build_array(p_proposal, p_notes));
    IF v_first IS NOT NULL THEN
        RETURN nullif(v_first, 'null')::bigint;
    END IF;
    v_proposal := agora_reward._lock_proposal(p_proposal);
    IF v_proposal.proposed_by = p_actor THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR027',
            MESSAGE = 'nobody approves their own proposal',
            DETAIL  = format('p_proposal=%s p_actor=%s', p_proposal, p_actor),
            HINT    = 'Ask another operator.';
    END IF;
    v_proposal.valid_from := greatest(v_proposal.valid_from, v_now); -- of an emergency; the time of any other is over by then
    v_base := agora_reward._lock_policy(v_proposal.kind, CASE WHEN v_proposal.is_emergency THEN v_proposal.valid_from ELSE 'infinity' END);
    PERFORM agora_reward._check_policy_shape(v_proposal.kind, v_proposal.parameters, v_base.parameters);
    PERFORM agora_reward._check_policy_pace(v_base, agora_reward._policy_changes(v_base.parameters, v_proposal.parameters),
                                            v_proposal.valid_from, v_proposal.is_emergency);

    INSERT INTO agora_reward.policy_approval (policy_proposal_id, principal_id, notes, recorded_at)
    VALUES (p_proposal, p_actor, p_notes, v_now)
    ON CONFLICT ON CONSTRAINT policy_approval_pk DO NOTHING;
    v_is_new := FOUND;
    SELECT CASE WHEN v_proposal.is_emergency THEN agora.setting_integer('reward.policy_emergency_approvers')
                ELSE agora.setting_integer('reward.policy_approvers') END - count(*)
      INTO v_missing
      FROM agora_reward.policy_approval AS a
     WHERE a.policy_proposal_id = p_proposal;
    IF v_is_new THEN
        PERFORM agora_event._emit('reward.policy.approved.v1', v_proposal.kind,
                                  jsonb_build_object('policy_proposal_id', p_proposal, 'kind', v_proposal.kind, 'approved_by', p_actor,
                                                     'missing', greatest(v_missing, 0)),
                                  NULL, p_actor);
    END IF;
    IF v_missing <= 0 THEN
        v_policy := agora_reward._adopt_policy(v_proposal, p_actor);
    END IF;
    PERFORM agora._keep_result('approve_policy', p_actor, p_key, coalesce(to_jsonb(v_policy), 'null'::jsonb));
    RETURN v_policy;
END;
$approve_policy$;

COMMENT ON FUNCTION agora_reward.approve_policy(bigint, text, text, bigint)
    IS 'Approve another operator''s proposal; returns the reward_policy_id it became, NULL while approvals are missing.';
REVOKE ALL ON FUNCTION agora_reward.approve_policy(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.approve_policy(bigint, text, text, bigint) TO agora_operator;
