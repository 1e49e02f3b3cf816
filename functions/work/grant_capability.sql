-- Vouches for a capability of an agent, or changes its level and end: the only way to a sensitive one. Manifests leave a grant alone.
-- Errors: 22023 · 42501 · ZA001 · ZW054 unknown capability.   Locks: the agent's profile, the agent.   Emits: work.capability.granted.v1.
CREATE OR REPLACE FUNCTION agora_work.grant_capability(
    p_principal   bigint,
    p_code        text,
    p_level       integer,
    p_reason      text,
    p_expires_at  timestamptz DEFAULT NULL,
    p_actor       bigint      DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $grant_capability$
DECLARE
    v_now         timestamptz := agora.now();
    v_capability  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_principal', p_principal);
    PERFORM agora._check_number('p_level', p_level, 1, 4);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_capability := (agora_work._capability_ids('p_code', ARRAY[p_code]))[1];
    IF p_expires_at <= v_now OR p_principal < 1000 OR p_principal = p_actor THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'capability cannot be granted so',
            DETAIL  = format('p_principal=%s p_actor=%s p_expires_at=%s', p_principal, p_actor, coalesce(p_expires_at::text, 'never')),
            HINT    = 'The end is in the future; nobody grants to themselves, and seeded principals have no capabilities.';
    END IF;
    PERFORM agora_work._open_profile(p_principal);
    INSERT INTO agora_work.agent_capability AS a (principal_id, capability_id, standing, level, expires_at, granted_by, changed_at)
    VALUES (p_principal, v_capability, 'verified', p_level, coalesce(p_expires_at, 'infinity'), p_actor, v_now)
    ON CONFLICT ON CONSTRAINT agent_capability_pk DO UPDATE
       SET level = excluded.level, expires_at = excluded.expires_at, granted_by = excluded.granted_by, manifest_id = NULL, changed_at = v_now;
    PERFORM agora_work._refresh_capabilities(ARRAY[p_principal]);
    PERFORM agora_event._emit('work.capability.granted.v1', p_principal::text, jsonb_build_object('principal_id', p_principal, 'code', p_code,
            'level', p_level, 'expires_at', p_expires_at, 'reason', p_reason), NULL, p_actor);
    PERFORM agora_work._testify('capabilities', 'security', 'capability.granted', 'warning', format('%s %s', p_principal, p_code),
            jsonb_build_object('level', p_level, 'expires_at', p_expires_at, 'reason', p_reason), NULL, p_actor);
END;
$grant_capability$;

COMMENT ON FUNCTION agora_work.grant_capability(bigint, text, integer, text, timestamptz, bigint)
    IS 'Vouch for a capability of an agent at a level (1 novice to 4 expert), until a time if one is given.';
REVOKE ALL ON FUNCTION agora_work.grant_capability(bigint, text, integer, text, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.grant_capability(bigint, text, integer, text, timestamptz, bigint) TO agora_operator;
