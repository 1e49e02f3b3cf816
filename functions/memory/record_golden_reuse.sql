-- Records that an attempt of the actor's reused a golden state of others, once: the pair is the key. The lock makes it certain
-- that what is reused is approved.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM050 · ZM053 not approved · ZM054 one's own · ZM055 other outcome · ZM056 · ZM057.
-- Locks: the golden state.   Emits: memory.golden.reused.v1
CREATE OR REPLACE FUNCTION agora_memory.record_golden_reuse(
    p_golden   bigint,
    p_attempt  bigint,
    p_outcome  text   DEFAULT NULL,
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_golden_reuse$
DECLARE
    v_outcome  text;
    v_first    jsonb;
    v_golden   agora_memory.golden_state;
    v_author   bigint;
    v_reuse    agora_memory.golden_reuse;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_outcome := agora_memory._use_outcome(p_attempt, p_outcome, p_actor);
    v_first := agora._first_result('record_golden_reuse', p_actor, p_key, jsonb_build_array(p_golden, p_attempt, p_outcome));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;

    SELECT g.* INTO v_golden FROM agora_memory.golden_state AS g WHERE g.golden_state_id = p_golden FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM050',
            MESSAGE = 'unknown golden state',
            DETAIL  = format('p_golden=%s', coalesce(p_golden::text, 'NULL')),
            HINT    = 'Find one with agora_memory.search_golden().';
    END IF;
    SELECT a.principal_id INTO v_author FROM agora_memory.attempt AS a WHERE a.attempt_id = v_golden.attempt_id;
    IF p_actor IN (v_author, v_golden.nominated_by) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM054',
            MESSAGE = 'reuse counts only by others',
            DETAIL  = format('golden_state_id=%s actor=%s', p_golden, p_actor),
            HINT    = 'Whoever wrote or nominated a golden state does not record its reuse.';
    END IF;

    SELECT r.* INTO v_reuse FROM agora_memory.golden_reuse AS r WHERE r.golden_state_id = p_golden AND r.attempt_id = p_attempt;
    IF NOT FOUND THEN
        IF v_golden.status <> 'approved' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM053',
                MESSAGE = 'golden state is not approved',
                DETAIL  = format('golden_state_id=%s status=%s', p_golden, v_golden.status),
                HINT    = 'Find another one with agora_memory.search_golden().';
        END IF;
        INSERT INTO agora_memory.golden_reuse AS r (golden_state_id, attempt_id, principal_id, outcome, recorded_at)
        VALUES (p_golden, p_attempt, p_actor, v_outcome, agora.now())
        RETURNING r.* INTO v_reuse;
        PERFORM agora_event._emit('memory.golden.reused.v1', p_golden::text,
                                  jsonb_build_object('golden_state_id', p_golden, 'attempt_id', p_attempt, 'outcome', v_outcome),
                                  NULL, p_actor);
    ELSIF v_reuse.outcome <> v_outcome THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM055',
            MESSAGE = 'this use was recorded with other facts',
            DETAIL  = format('golden_state_id=%s attempt_id=%s outcome=%s', p_golden, p_attempt, v_reuse.outcome),
            HINT    = 'A use has one outcome; another attempt is another use.';
    END IF;
    PERFORM agora._keep_result('record_golden_reuse', p_actor, p_key, to_jsonb(v_reuse.golden_reuse_id));
    RETURN v_reuse.golden_reuse_id;
END;
$record_golden_reuse$;

COMMENT ON FUNCTION agora_memory.record_golden_reuse(bigint, bigint, text, text, bigint)
    IS 'Record that an ended attempt reused a golden state of others, with its outcome (by default the attempt''s); returns the reuse.';
REVOKE ALL ON FUNCTION agora_memory.record_golden_reuse(bigint, bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_golden_reuse(bigint, bigint, text, text, bigint) TO agora_service;
