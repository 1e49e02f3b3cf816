-- Locks a proposal behind its kind; it must be open, its time not over.
-- Errors: ZR025 unknown · ZR026 closed or expired.   Locks: the first version of the kind, then the proposal.
CREATE OR REPLACE FUNCTION agora_reward._lock_proposal(p_proposal bigint)
RETURNS agora_reward.policy_proposal
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_proposal$
DECLARE
    v_proposal agora_reward.policy_proposal;
BEGIN
    PERFORM agora_reward._lock_policy(p.kind, 'infinity') FROM agora_reward.policy_proposal AS p WHERE p.policy_proposal_id = p_proposal;
    SELECT p.* INTO v_proposal FROM agora_reward.policy_proposal AS p WHERE p.policy_proposal_id = p_proposal FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR025',
            MESSAGE = 'unknown proposal',
            DETAIL  = format('p_proposal=%s', coalesce(p_proposal::text, 'NULL')),
            HINT    = 'See agora_reward.policy_change.';
    END IF;
    IF v_proposal.status <> 'open' OR v_proposal.expires_at < agora.now() THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR026',
            MESSAGE = 'proposal is closed',
            DETAIL  = format('p_proposal=%s status=%s expires_at=%s', p_proposal, v_proposal.status, v_proposal.expires_at),
            HINT    = 'Propose the change anew.';
    END IF;
    RETURN v_proposal;
END;
$_lock_proposal$;

COMMENT ON FUNCTION agora_reward._lock_proposal(bigint)
    IS 'Lock an open proposal and its kind.';
REVOKE ALL ON FUNCTION agora_reward._lock_proposal(bigint) FROM PUBLIC;
