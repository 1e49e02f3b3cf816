-- Records what an attempt that runs did to a file. Without a key every call is another operation; with one a repeated call returns
-- the first.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM010.   Locks: the key, then the attempt.
CREATE OR REPLACE FUNCTION agora_memory.record_file(
    p_attempt    bigint,
    p_path       text,
    p_operation  text,
    p_before     text   DEFAULT NULL,
    p_after      text   DEFAULT NULL,
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_file$
DECLARE
    v_first    jsonb;
    v_ordinal  integer;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF NOT agora_memory._is_file_list(jsonb_build_array(jsonb_build_object('path', p_path, 'operation', p_operation, 'before', p_before, 'after', p_after))) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'file operation is not usable',
            DETAIL  = format('p_path=%s p_operation=%s p_before=%s p_after=%s', coalesce(left(p_path, 200), 'NULL'), coalesce(left(p_operation, 50), 'NULL'),
                             coalesce(left(p_before, 70), 'NULL'), coalesce(left(p_after, 70), 'NULL')),
            HINT    = 'A path of at most 1000 characters; read, create (nothing before), modify or delete (nothing after); hashes are SHA-256, 64 lower-case hexadecimal digits.';
    END IF;
    v_first := agora._first_result('record_file', p_actor, p_key, jsonb_build_array(p_attempt, p_path, p_operation, p_before, p_after));
    IF v_first IS NOT NULL THEN
        RETURN v_first::integer;
    END IF;
    PERFORM agora_memory._lock_running(p_attempt, p_actor);
    INSERT INTO agora_memory.attempt_file AS f (attempt_id, ordinal, path, operation, hash_before, hash_after, recorded_at)
    SELECT p_attempt, coalesce(max(x.ordinal), 0) + 1, agora_memory._redact(p_path), p_operation, p_before, p_after, agora.now()
      FROM agora_memory.attempt_file AS x
     WHERE x.attempt_id = p_attempt
    RETURNING f.ordinal INTO v_ordinal;
    PERFORM agora._keep_result('record_file', p_actor, p_key, to_jsonb(v_ordinal));
    RETURN v_ordinal;
END;
$record_file$;

COMMENT ON FUNCTION agora_memory.record_file(bigint, text, text, text, text, text, bigint)
    IS 'Record that an attempt that runs read, created, modified or deleted a file, with the SHA-256 of its content before and after; returns its number.';
REVOKE ALL ON FUNCTION agora_memory.record_file(bigint, text, text, text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_file(bigint, text, text, text, text, text, bigint) TO agora_service;
