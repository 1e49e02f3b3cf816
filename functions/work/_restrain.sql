-- Has the next claim of an agent look up what may keep it from claiming.
-- Locks: the agent, for which it waits where a claim is being made: that one may just have found nothing, and be about to say so.
CREATE OR REPLACE FUNCTION agora_work._restrain(p_agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_restrain$
BEGIN
    PERFORM FROM agora_work.agent AS a WHERE a.agent_id = p_agent FOR NO KEY UPDATE;
    UPDATE agora_work.agent AS a SET is_restrained = true WHERE a.agent_id = p_agent AND NOT a.is_restrained;
END;
$_restrain$;

COMMENT ON FUNCTION agora_work._restrain(bigint)
    IS 'Have the next claim of an agent look up its breaker, its budgets and what it waits for.';
REVOKE ALL ON FUNCTION agora_work._restrain(bigint) FROM PUBLIC;
