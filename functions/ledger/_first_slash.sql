-- The other half of a replay of slash(): the key is taken, so the call must be the one that took it. NULL = it is not taken.
-- Errors: ZA003 same key, other arguments.
CREATE OR REPLACE FUNCTION agora_ledger._first_slash(
    p_principal       bigint,
    p_micro           bigint,
    p_reason          text,
    p_evidence        jsonb,
    p_split           jsonb,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_slash$
DECLARE
    v_first agora_ledger.slash;
BEGIN
    SELECT s.* INTO v_first FROM agora_ledger.slash AS s WHERE s.created_by = p_actor AND s.idempotency_key = p_key;
    IF FOUND AND ((v_first.principal_id, v_first.requested, v_first.reason, v_first.evidence, v_first.split) <> (p_principal, p_micro, p_reason, p_evidence, p_split)
                  OR v_first.correlation_id IS DISTINCT FROM p_correlation_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=slash key=%s first_used=%s slash_id=%s', p_key, v_first.recorded_at, v_first.slash_id),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_first.slash_id;
END;
$_first_slash$;

COMMENT ON FUNCTION agora_ledger._first_slash(bigint, bigint, text, jsonb, jsonb, uuid, text, bigint)
    IS 'Slash that a repeated call made first, if it did; refuses other arguments.';
REVOKE ALL ON FUNCTION agora_ledger._first_slash(bigint, bigint, text, jsonb, jsonb, uuid, text, bigint) FROM PUBLIC;
