-- Idempotency for functions whose own table cannot hold the key. The INSERT decides a race: the second session waits for
-- the first to end, then reads its result.
-- Errors: ZA003 same key, other arguments.   Locks: the key's row.
CREATE OR REPLACE FUNCTION agora._first_result(
    p_scope      text,
    p_actor      bigint,
    p_key        text,
    p_arguments  jsonb
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $_first_result$
DECLARE
    v_hash   bytea;
    v_first  agora.idempotency;
BEGIN
    IF p_key IS NULL THEN
        RETURN NULL;
    END IF;
    IF NOT (agora._is_name(p_key) AND length(p_key) <= 200) THEN
        PERFORM agora._check_text('p_key', p_key, 200);
    END IF;
    v_hash := agora._argument_hash(p_arguments);

    INSERT INTO agora.idempotency (scope, principal_id, key, argument_hash, recorded_at)
    VALUES (p_scope, p_actor, p_key, v_hash, agora.now())
    ON CONFLICT ON CONSTRAINT idempotency_pk DO NOTHING;
    IF FOUND THEN
        RETURN NULL;
    END IF;

    SELECT i.* INTO v_first
      FROM agora.idempotency AS i
     WHERE i.scope = p_scope AND i.principal_id = p_actor AND i.key = p_key;
    IF NOT FOUND THEN -- its retention ended in this very moment
        RETURN agora._first_result(p_scope, p_actor, p_key, p_arguments);
    END IF;
    IF v_first.argument_hash IS DISTINCT FROM v_hash THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=%s key=%s first_used=%s', p_scope, p_key, v_first.recorded_at),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_first.result;
END;
$_first_result$;

COMMENT ON FUNCTION agora._first_result(text, bigint, text, jsonb)
    IS 'Claim an idempotency key: NULL = go on and store the result; otherwise the result of the first call.';
REVOKE ALL ON FUNCTION agora._first_result(text, bigint, text, jsonb) FROM PUBLIC;
