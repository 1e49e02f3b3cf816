-- Idempotency in one statement, where the result is known before the work is done (its id is drawn first): NULL = go on, the
-- result is stored; otherwise the result of the first call.
-- Errors: ZA003 same key, other arguments.   Locks: the key's row.
CREATE OR REPLACE FUNCTION agora._claim_result(
    p_scope      text,
    p_actor      bigint,
    p_key        text,
    p_arguments  jsonb,
    p_result     jsonb
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $_claim_result$
BEGIN
    INSERT INTO agora.idempotency (scope, principal_id, key, argument_hash, result, recorded_at)
    VALUES (p_scope, p_actor, p_key, agora._argument_hash(p_arguments), p_result, agora.now())
    ON CONFLICT ON CONSTRAINT idempotency_pk DO NOTHING;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    RETURN agora._first_result(p_scope, p_actor, p_key, p_arguments);
END;
$_claim_result$;

COMMENT ON FUNCTION agora._claim_result(text, bigint, text, jsonb, jsonb)
    IS 'Claim an idempotency key with the result that the call will have: NULL = go on; otherwise the result of the first call.';
REVOKE ALL ON FUNCTION agora._claim_result(text, bigint, text, jsonb, jsonb) FROM PUBLIC;
