-- Nobody vouches any longer for a capability of an agent, whether it was granted or came with a manifest. What the agent says of
-- itself stays its own. Returns whether there was anything to withdraw.
-- Errors: 22023 · 42501 · ZA001 · ZW054 unknown capability.   Locks: the agent's profile, the agent.   Emits: work.capability.withdrawn.v1.
CREATE OR REPLACE FUNCTION agora_work.withdraw_capability(
    p_principal  bigint,
    p_code       text,
    p_reason     text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $withdraw_capability$
DECLARE
    v_capability bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_principal', p_principal);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_capability := (agora_work._capability_ids('p_code', ARRAY[p_code]))[1];
    PERFORM FROM agora_work.agent_profile AS a WHERE a.principal_id = p_principal FOR NO KEY UPDATE;
    DELETE FROM agora_work.agent_capability AS a
     WHERE a.principal_id = p_principal AND a.capability_id = v_capability AND a.standing = 'verified';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM agora_work._refresh_capabilities(ARRAY[p_principal]);
    PERFORM agora_event._emit('work.capability.withdrawn.v1', p_principal::text,
            jsonb_build_object('principal_id', p_principal, 'code', p_code, 'reason', p_reason), NULL, p_actor);
    PERFORM agora_work._testify('capabilities', 'security', 'capability.withdrawn', 'warning', format('%s %s', p_principal, p_code),
            jsonb_build_object('reason', p_reason), NULL, p_actor);
    RETURN true;
END;
$withdraw_capability$;

COMMENT ON FUNCTION agora_work.withdraw_capability(bigint, text, text, bigint)
    IS 'Stop vouching for a capability of an agent; returns whether anybody did.';
REVOKE ALL ON FUNCTION agora_work.withdraw_capability(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.withdraw_capability(bigint, text, text, bigint) TO agora_operator;
