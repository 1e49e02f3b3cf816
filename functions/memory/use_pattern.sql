-- Records that an attempt of the actor's used a pattern and how that went, once per pattern, user and attempt. Rates follow from
-- these rows; a use by an author of the pattern is marked and proves nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM055 other outcome · ZM056 · ZM057 · ZM060 · ZM061.
-- Locks: the pattern.   Emits: memory.pattern.used.v1
CREATE OR REPLACE FUNCTION agora_memory.use_pattern(
    p_pattern  bigint,
    p_attempt  bigint,
    p_outcome  text   DEFAULT NULL,
    p_version  text   DEFAULT NULL,
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $use_pattern$
DECLARE
    v_outcome  text;
    v_first    jsonb;
    v_version  agora_memory.pattern_version;
    v_use      agora_memory.pattern_use;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_outcome := agora_memory._use_outcome(p_attempt, p_outcome, p_actor);
    v_first := agora._first_result('use_pattern', p_actor, p_key, jsonb_build_array(p_pattern, p_attempt, p_outcome, p_version));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;

    v_version := agora_memory._pattern_version(p_pattern, p_version);
    INSERT INTO agora_memory.pattern_use AS u
           (pattern_id, pattern_version_id, attempt_id, principal_id, outcome, is_own, recorded_at)
    VALUES (p_pattern, v_version.pattern_version_id, p_attempt, p_actor, v_outcome,
            agora_memory._is_pattern_author(p_pattern, p_actor), agora.now())
    ON CONFLICT ON CONSTRAINT pattern_use_user_uq DO NOTHING
    RETURNING u.* INTO v_use;
    IF FOUND THEN
        PERFORM agora_event._emit('memory.pattern.used.v1', p_pattern::text,
                                  jsonb_build_object('pattern_id', p_pattern, 'pattern_version_id', v_use.pattern_version_id,
                                                     'attempt_id', p_attempt, 'outcome', v_outcome, 'is_own', v_use.is_own),
                                  NULL, p_actor);
    ELSE
        SELECT u.* INTO v_use
          FROM agora_memory.pattern_use AS u
         WHERE u.pattern_id = p_pattern AND u.principal_id = p_actor AND u.attempt_id = p_attempt;
        IF v_use.outcome <> v_outcome OR (p_version IS NOT NULL AND v_use.pattern_version_id <> v_version.pattern_version_id) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM055',
                MESSAGE = 'this use was recorded with other facts',
                DETAIL  = format('pattern_id=%s attempt_id=%s outcome=%s', p_pattern, p_attempt, v_use.outcome),
                HINT    = 'A use has one outcome; another attempt is another use.';
        END IF;
    END IF;
    PERFORM agora._keep_result('use_pattern', p_actor, p_key, to_jsonb(v_use.pattern_use_id));
    RETURN v_use.pattern_use_id;
END;
$use_pattern$;

COMMENT ON FUNCTION agora_memory.use_pattern(bigint, bigint, text, text, text, bigint)
    IS 'Record that an ended attempt used a pattern, with its outcome (by default the attempt''s) and version (by default the best); returns the use.';
REVOKE ALL ON FUNCTION agora_memory.use_pattern(bigint, bigint, text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.use_pattern(bigint, bigint, text, text, text, bigint) TO agora_service;
