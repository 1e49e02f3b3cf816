-- Proposes a new version of a policy: all its constants, and from when they hold. What was paid and what is held stays as it is.
-- A change is announced before it holds, moves each number only so far, and comes only so often; an emergency may do otherwise,
-- with more approvals.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZR001 · ZR020 · ZR021 · ZR022 · ZR023 · ZR024.   Emits: reward.policy.proposed.v1.
-- Locks: the first version of the kind, then its open proposal.
CREATE OR REPLACE FUNCTION agora_reward.propose_policy(
    p_kind          text,
    p_parameters    jsonb,
    p_valid_from    timestamptz,
    p_reason        text,
    p_is_emergency  boolean DEFAULT false,
    p_key           text    DEFAULT NULL,
    p_actor         bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $propose_policy$
DECLARE
    v_now       timestamptz := agora.now();
    v_notice    interval    := agora.setting_interval('reward.policy_notice');
    v_first     jsonb;
    v_base      agora_reward.reward_policy;
    v_from      timestamptz;
    v_changes   jsonb;
    v_proposal  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000), agora._check_object('p_parameters', p_parameters);
    IF p_is_emergency IS NULL OR NOT coalesce(isfinite(p_valid_from), true) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'proposal is not usable',
            DETAIL  = format('p_is_emergency=%s p_valid_from=%s', coalesce(p_is_emergency::text, 'NULL'), coalesce(p_valid_from::text, 'NULL')),
            HINT    = 'Say whether it is an emergency, and from when it holds; NULL is the earliest time.';
    END IF;
    v_first := agora._first_result('propose_policy', p_actor, p_key, jsonb_build_array(p_kind, p_parameters, extract(epoch FROM p_valid_from), p_reason, p_is_emergency));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;

    -- An emergency goes before what is announced already; any other change comes last.
    v_from := CASE WHEN p_is_emergency THEN greatest(p_valid_from, v_now) ELSE p_valid_from END;
    v_base := agora_reward._lock_policy(p_kind, CASE WHEN p_is_emergency THEN v_from ELSE 'infinity' END);
    v_from := coalesce(v_from, greatest(v_now + v_notice, v_base.valid_from + agora.setting_interval('reward.policy_min_gap')));
    PERFORM agora_reward._check_policy_shape(p_kind, p_parameters, v_base.parameters);
    v_changes := agora_reward._policy_changes(v_base.parameters, p_parameters);
    PERFORM agora_reward._check_policy_pace(v_base, v_changes, v_from, p_is_emergency);
    IF v_from < v_now + v_notice AND NOT p_is_emergency THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR023',
            MESSAGE = 'policy is not announced long enough',
            DETAIL  = format('p_kind=%s valid_from=%s notice=%s', p_kind, v_from, v_notice),
            HINT    = 'Choose a later date, or NULL for the earliest.';
    END IF;

    PERFORM agora_reward._expire_proposal(p_kind, p_actor);
    INSERT INTO agora_reward.policy_proposal AS p
           (kind, base_policy_id, parameters, changes, valid_from, expires_at, is_emergency, reason, proposed_by, proposed_at)
    VALUES (p_kind, v_base.reward_policy_id, p_parameters, v_changes, v_from,
            CASE WHEN p_is_emergency THEN greatest(v_from, v_now + v_notice) ELSE v_from END, p_is_emergency, p_reason, p_actor, v_now)
    ON CONFLICT (kind) WHERE status = 'open' DO NOTHING
    RETURNING p.policy_proposal_id INTO v_proposal;
    IF v_changes = '{}' OR NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR024',
            MESSAGE = 'proposal is not needed',
            DETAIL  = format('p_kind=%s changes=%s is_other_open=%s', p_kind, v_changes, v_proposal IS NULL),
            HINT    = 'Change at least one constant; of a kind one proposal is open at a time, see agora_reward.policy_change.';
    END IF;
    PERFORM agora_event._emit('reward.policy.proposed.v1', p_kind,
                              jsonb_build_object('policy_proposal_id', v_proposal, 'kind', p_kind, 'changes', v_changes, 'valid_from', v_from,
                                                 'is_emergency', p_is_emergency, 'reason', p_reason),
                              NULL, p_actor);
    PERFORM agora._keep_result('propose_policy', p_actor, p_key, to_jsonb(v_proposal));
    RETURN v_proposal;
END;
$propose_policy$;

COMMENT ON FUNCTION agora_reward.propose_policy(text, jsonb, timestamptz, text, boolean, text, bigint)
    IS 'Propose all constants of a policy from a time on (NULL = the earliest); returns the proposal.';
REVOKE ALL ON FUNCTION agora_reward.propose_policy(text, jsonb, timestamptz, text, boolean, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.propose_policy(text, jsonb, timestamptz, text, boolean, text, bigint) TO agora_operator;
