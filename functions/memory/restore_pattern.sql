-- Takes a pattern out of the archive; its time without use begins anew.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZA009 not archived · ZM060 unknown.
-- Locks: the counter of patterns, then the pattern.   Emits: memory.pattern.restored.v1
CREATE OR REPLACE FUNCTION agora_memory.restore_pattern(
    p_pattern  bigint,
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $restore_pattern$
BEGIN
    PERFORM agora._act_as(p_actor);
    IF agora._first_result('restore_pattern', p_actor, p_key, jsonb_build_array(p_pattern)) IS NOT NULL THEN
        RETURN p_pattern;
    END IF;
    PERFORM agora_memory._pattern_version(p_pattern, NULL);
    PERFORM 1 FROM agora_memory.pattern_counter AS c FOR NO KEY UPDATE;
    UPDATE agora_memory.pattern AS p
       SET status = 'active', archived_at = NULL, archived_reason = NULL, restored_at = agora.now()
     WHERE p.pattern_id = p_pattern AND p.status = 'archived';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA009',
            MESSAGE = 'this change of state is not allowed',
            DETAIL  = format('machine=pattern pattern_id=%s from=active to=active', p_pattern),
            HINT    = 'Only an archived pattern is restored.';
    END IF;
    UPDATE agora_memory.document AS d SET is_active = true WHERE d.kind = 'pattern' AND d.object_id = p_pattern;
    PERFORM agora_event._emit('memory.pattern.restored.v1', p_pattern::text, jsonb_build_object('pattern_id', p_pattern), NULL, p_actor);
    PERFORM agora._keep_result('restore_pattern', p_actor, p_key, to_jsonb(p_pattern));
    RETURN p_pattern;
END;
$restore_pattern$;

COMMENT ON FUNCTION agora_memory.restore_pattern(bigint, text, bigint)
    IS 'Take a pattern out of the archive; returns it.';
REVOKE ALL ON FUNCTION agora_memory.restore_pattern(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.restore_pattern(bigint, text, bigint) TO agora_operator;
