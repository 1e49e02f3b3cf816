-- Has the next claim of an agent look up what may keep it from claiming.
-- Locks: the agent, for which it waits where a claim is being made: that one may just have found nothing, and be about to say so. The row is
-- written also where it says so already: a claim by an older snapshot, which would find nothing and say so for good, then fails instead (40001).
CREATE OR REPLACE FUNCTION agora_work._restrain(p_agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_restrain$
BEGIN
    UPDATE agora_work.agent AS a SET is_restrained = true WHERE a.agent_id = p_agent;
END;
$_restrain$;

COMMENT ON FUNCTION agora_work._restrain(bigint)
    IS 'Have the next claim of an agent look up its breaker, its budgets and what it waits for.';
REVOKE ALL ON FUNCTION agora_work._restrain(bigint) FROM PUBLIC;
