-- Has the next claim of an agent look up what may keep it from claiming.
-- Locks: the agent, where it is not so already.
CREATE OR REPLACE FUNCTION agora_work._restrain(p_agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_restrain$
BEGIN
    UPDATE agora_work.agent AS a SET is_restrained = true WHERE a.agent_id = p_agent AND NOT a.is_restrained;
END;
$_restrain$;

COMMENT ON FUNCTION agora_work._restrain(bigint)
    IS 'Have the next claim of an agent look up its breaker, its budgets and what it waits for.';
REVOKE ALL ON FUNCTION agora_work._restrain(bigint) FROM PUBLIC;
