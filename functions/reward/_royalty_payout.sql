-- What an author is due for a successful use by somebody else. The attempt is the occasion: an item, its user and the attempt pay once.
-- NULL where the policy pays none.
CREATE OR REPLACE FUNCTION agora_reward._royalty_payout(
    p_subject_kind  text,
    p_use           bigint
)
RETURNS agora_reward.payout
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_royalty_payout$
DECLARE
    v_policy  agora_reward.reward_policy := agora_reward._policy_in_force('royalty', agora.now());
    v_payout  agora_reward.payout;
BEGIN
    SELECT u.subject_id, u.attempt_id::text, u.author_id, u.principal_id
      INTO v_payout.subject_id, v_payout.occasion, v_payout.principal_id, v_payout.helped_id
      FROM (SELECT x.transform_id AS subject_id, x.attempt_id, t.contributor_id AS author_id, x.principal_id
              FROM agora_memory.transform_use AS x
              JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
             WHERE p_subject_kind = 'transform' AND x.transform_use_id = p_use
             UNION ALL
            SELECT x.pattern_id, x.attempt_id, p.author_id, x.principal_id
              FROM agora_memory.pattern_use AS x
              JOIN agora_memory.pattern AS p ON p.pattern_id = x.pattern_id
             WHERE p_subject_kind = 'pattern' AND x.pattern_use_id = p_use
             UNION ALL
            SELECT x.golden_state_id, x.attempt_id, a.principal_id, x.principal_id
              FROM agora_memory.golden_reuse AS x
              JOIN agora_memory.golden_state AS g ON g.golden_state_id = x.golden_state_id
              JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
             WHERE p_subject_kind = 'golden' AND x.golden_reuse_id = p_use) AS u;
    v_payout.kind             := 'royalty';
    v_payout.subject_kind     := p_subject_kind;
    v_payout.payer_id         := CASE WHEN (v_policy.parameters ->> 'is_charged')::boolean THEN v_payout.helped_id END;
    v_payout.evidence_id      := p_use;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.factors          := '{}';
    v_payout.amount           := agora_reward._formula('royalty', v_payout.factors, v_policy.parameters);
    RETURN CASE WHEN v_payout.amount > 0 THEN v_payout END;
END;
$_royalty_payout$;

COMMENT ON FUNCTION agora_reward._royalty_payout(text, bigint)
    IS 'What is due for a use of a transform, golden state or pattern.';
REVOKE ALL ON FUNCTION agora_reward._royalty_payout(text, bigint) FROM PUBLIC;
