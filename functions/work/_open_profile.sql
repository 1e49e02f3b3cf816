-- Makes the profile of an agent that has none: what it costs is not known yet, so it is found last.
CREATE OR REPLACE FUNCTION agora_work._open_profile(p_principal bigint)
RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    INSERT INTO agora_work.agent_profile (principal_id, cost_usd, changed_at)
    VALUES (p_principal, 10000, agora.now())
    ON CONFLICT ON CONSTRAINT agent_profile_pk DO NOTHING;
END;

COMMENT ON FUNCTION agora_work._open_profile(bigint)
    IS 'Make the profile of an agent that has none.';
REVOKE ALL ON FUNCTION agora_work._open_profile(bigint) FROM PUBLIC;
