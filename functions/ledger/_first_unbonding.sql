-- The other half of a replay of unstake(): the key is taken, so the call must be the one that took it. NULL = it is not taken.
-- Errors: ZA003 same key, other arguments.
CREATE OR REPLACE FUNCTION agora_ledger._first_unbonding(
    p_micro           bigint,
    p_reason          text,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_unbonding$
DECLARE
    v_first agora_ledger.unbonding;
BEGIN
    SELECT u.* INTO v_first FROM agora_ledger.unbonding AS u WHERE u.created_by = p_actor AND u.idempotency_key = p_key;
    IF (v_first.amount, v_first.reason) <> (p_micro, p_reason) OR (v_first.amount IS NOT NULL AND v_first.correlation_id IS DISTINCT FROM p_correlation_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=unstake key=%s first_used=%s unbonding_id=%s', p_key, v_first.started_at, v_first.unbonding_id),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_first.unbonding_id;
END;
$_first_unbonding$;

COMMENT ON FUNCTION agora_ledger._first_unbonding(bigint, text, uuid, text, bigint)
    IS 'Unbonding that a repeated call started first, if it did; refuses other arguments.';
REVOKE ALL ON FUNCTION agora_ledger._first_unbonding(bigint, text, uuid, text, bigint) FROM PUBLIC;
