-- Locks the profile of an agent, and makes it where there is none: what it costs is not known then, so it is found last.
-- Locks: the agent's profile.
CREATE OR REPLACE FUNCTION agora_work._open_profile(p_principal bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_open_profile$
BEGIN
    INSERT INTO agora_work.agent_profile (principal_id, cost_usd, changed_at)
    VALUES (p_principal, 10000, agora.now())
    ON CONFLICT ON CONSTRAINT agent_profile_pk DO NOTHING;
    PERFORM FROM agora_work.agent_profile AS a WHERE a.principal_id = p_principal FOR NO KEY UPDATE;
END;
$_open_profile$;

COMMENT ON FUNCTION agora_work._open_profile(bigint)
    IS 'Lock the profile of an agent; made where there is none.';
REVOKE ALL ON FUNCTION agora_work._open_profile(bigint) FROM PUBLIC;
