-- Measured reputation of an agent as claims ask for it; that of a newcomer is the prior.
-- Reads: agent_measure.
CREATE OR REPLACE FUNCTION agora_work._reputation_of(p_agent bigint)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_reputation_of$
BEGIN
    RETURN coalesce((SELECT m.reputation::numeric FROM agora_work.agent_measure AS m WHERE m.principal_id = p_agent), agora.setting_numeric('work.reputation_prior'));
END;
$_reputation_of$;

COMMENT ON FUNCTION agora_work._reputation_of(bigint)
    IS 'Measured reputation of an agent, 0 to 1.';
REVOKE ALL ON FUNCTION agora_work._reputation_of(bigint) FROM PUBLIC;
