-- Takes an approval back: the golden state is no longer found nor reused. What it earned is reversed by whoever paid it, told by
-- the event.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZA009 not approved · ZM050 unknown.
-- Locks: the golden state.   Emits: memory.golden.revoked.v1
CREATE OR REPLACE FUNCTION agora_memory.revoke_golden(
    p_golden  bigint,
    p_notes   text,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_golden$
DECLARE
    v_golden agora_memory.golden_state;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_notes', p_notes, 10000);
    IF agora._first_result('revoke_golden', p_actor, p_key, jsonb_build_array(p_golden, p_notes)) IS NOT NULL THEN
        RETURN p_golden;
    END IF;
    v_golden := agora_memory._decide_golden(p_golden, 'revoked', 'human', p_notes, p_actor);
    UPDATE agora_memory.document AS d SET is_active = false WHERE d.kind = 'golden' AND d.object_id = p_golden;
    PERFORM agora_event._emit('memory.golden.revoked.v1', p_golden::text,
                              jsonb_build_object('golden_state_id', p_golden, 'attempt_id', v_golden.attempt_id,
                                                 'reuses', v_golden.reuses, 'notes', agora_memory._redact(p_notes)),
                              NULL, p_actor);
    PERFORM agora._keep_result('revoke_golden', p_actor, p_key, to_jsonb(p_golden));
    RETURN p_golden;
END;
$revoke_golden$;

COMMENT ON FUNCTION agora_memory.revoke_golden(bigint, text, text, bigint)
    IS 'Take the approval of a golden state back, with the reason.';
REVOKE ALL ON FUNCTION agora_memory.revoke_golden(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.revoke_golden(bigint, text, text, bigint) TO agora_operator;
