-- Records the state of an agent while its attempt runs. Equal content is stored once, for all attempts. Without a key every call
-- adds a reference; with one a repeated call returns the first.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM010.   Locks: the key, then the attempt, then the snapshot.
CREATE OR REPLACE FUNCTION agora_memory.record_snapshot(
    p_attempt  bigint,
    p_kind     text,
    p_content  jsonb,
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_snapshot$
DECLARE
    v_content   jsonb;
    v_first     jsonb;
    v_snapshot  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_object('p_content', p_content, 1000000);
    IF p_kind IS NULL OR p_kind NOT IN ('error', 'success', 'checkpoint') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'kind of snapshot is not usable',
            DETAIL  = format('p_kind=%s', coalesce(left(p_kind, 50), 'NULL')),
            HINT    = 'Pass error, success or checkpoint; the states before and after a step go to record_step().';
    END IF;
    v_content := agora_memory._redact_json(p_content);
    v_first := agora._first_result('record_snapshot', p_actor, p_key, jsonb_build_array(p_attempt, p_kind, v_content));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    PERFORM agora_memory._lock_running(p_attempt, p_actor);
    v_snapshot := agora_memory._refer_snapshot(p_attempt, p_kind, NULL, v_content);
    PERFORM agora._keep_result('record_snapshot', p_actor, p_key, to_jsonb(v_snapshot));
    RETURN v_snapshot;
END;
$record_snapshot$;

COMMENT ON FUNCTION agora_memory.record_snapshot(bigint, text, jsonb, text, bigint)
    IS 'Record a state (error, success, checkpoint) of an attempt that runs, a JSON object of at most 1000000 bytes; returns the snapshot, the same for equal content.';
REVOKE ALL ON FUNCTION agora_memory.record_snapshot(bigint, text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_snapshot(bigint, text, jsonb, text, bigint) TO agora_service;
