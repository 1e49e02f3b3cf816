-- Who hears first of what is stuck: the principal that work.orchestrator names, and the operator where there is none.
CREATE OR REPLACE FUNCTION agora_work._orchestrator()
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_orchestrator$
BEGIN
    RETURN coalesce((SELECT p.principal_id
                       FROM agora.principal AS p
                      WHERE p.name = agora.setting('work.orchestrator') AND p.suspended_at IS NULL), 2);
END;
$_orchestrator$;

COMMENT ON FUNCTION agora_work._orchestrator()
    IS 'Principal that is told of blockers.';
REVOKE ALL ON FUNCTION agora_work._orchestrator() FROM PUBLIC;
