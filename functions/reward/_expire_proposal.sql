-- Closes the open proposal of a kind where its time is over. Its kind is locked.
-- Emits: reward.policy.expired.v1.   Locks: the proposal.
CREATE OR REPLACE FUNCTION agora_reward._expire_proposal(
    p_kind   text,
    p_actor  bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_expire_proposal$
DECLARE
    v_now       timestamptz := agora.now();
    v_proposal  bigint;
BEGIN
    UPDATE agora_reward.policy_proposal AS p
       SET status = 'expired', closed_at = v_now
     WHERE p.kind = p_kind AND p.status = 'open' AND p.expires_at < v_now
    RETURNING p.policy_proposal_id INTO v_proposal;
    IF FOUND THEN
        PERFORM agora_event._emit('reward.policy.expired.v1', p_kind, jsonb_build_object('policy_proposal_id', v_proposal, 'kind', p_kind), NULL, p_actor);
    END IF;
END;
$_expire_proposal$;

COMMENT ON FUNCTION agora_reward._expire_proposal(text, bigint)
    IS 'Close the open proposal of a kind whose time is over.';
REVOKE ALL ON FUNCTION agora_reward._expire_proposal(text, bigint) FROM PUBLIC;
