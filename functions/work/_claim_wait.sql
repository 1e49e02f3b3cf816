-- How much longer an agent that pauses between claims has to wait; NULL, or not positive = it does not. Its last claim is one that it holds, or one
-- that ended since the pause began. One that was made more than a minute from now, later than a call that waited for the agent's lock can be
-- behind, is from before the clock was set back.
-- Reads: task, claim.
CREATE OR REPLACE FUNCTION agora_work._claim_wait(
    p_agent  bigint,
    p_pause  interval
)
RETURNS interval
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_claim_wait$
DECLARE
    v_since timestamptz := agora.now() - p_pause;
    v_until timestamptz := agora.now() + interval '1 minute';
BEGIN
    RETURN greatest((SELECT max(t.claimed_at) FROM agora_work.task AS t WHERE t.holder_id = p_agent AND t.claimed_at > v_since AND t.claimed_at <= v_until),
                    (SELECT max(c.claimed_at) FROM agora_work.claim AS c WHERE c.agent_id = p_agent AND c.ended_at > v_since AND c.claimed_at <= v_until)) - v_since;
END;
$_claim_wait$;

COMMENT ON FUNCTION agora_work._claim_wait(bigint, interval)
    IS 'How much longer an agent pauses before it may claim; NULL or not positive = it does not.';
REVOKE ALL ON FUNCTION agora_work._claim_wait(bigint, interval) FROM PUBLIC;
