-- Turns a nomination down, for good; the reason is for its author.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZA009 decided before · ZM050 unknown.
-- Locks: the golden state.   Emits: memory.golden.rejected.v1
CREATE OR REPLACE FUNCTION agora_memory.reject_golden(
    p_golden  bigint,
    p_notes   text,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reject_golden$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_notes', p_notes, 10000);
    IF agora._first_result('reject_golden', p_actor, p_key, jsonb_build_array(p_golden, p_notes)) IS NOT NULL THEN
        RETURN p_golden;
    END IF;
    PERFORM agora_memory._decide_golden(p_golden, 'rejected', 'human', p_notes, p_actor);
    PERFORM agora_event._emit('memory.golden.rejected.v1', p_golden::text,
                              jsonb_build_object('golden_state_id', p_golden, 'notes', agora_memory._redact(p_notes)), NULL, p_actor);
    PERFORM agora._keep_result('reject_golden', p_actor, p_key, to_jsonb(p_golden));
    RETURN p_golden;
END;
$reject_golden$;

COMMENT ON FUNCTION agora_memory.reject_golden(bigint, text, text, bigint)
    IS 'Turn a nominated golden state down, with the reason.';
REVOKE ALL ON FUNCTION agora_memory.reject_golden(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.reject_golden(bigint, text, text, bigint) TO agora_operator;
