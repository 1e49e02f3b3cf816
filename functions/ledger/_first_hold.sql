-- The other half of a replay of place_hold(): the key is taken, so the call must be the one that took it.
-- Errors: ZA003 same key, other arguments.
CREATE OR REPLACE FUNCTION agora_ledger._first_hold(
    p_account         bigint,
    p_micro           bigint,
    p_purpose         text,
    p_seconds         numeric,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_hold$
DECLARE
    v_first agora_ledger.hold;
BEGIN
    SELECT h.* INTO v_first FROM agora_ledger.hold AS h WHERE h.created_by = p_actor AND h.idempotency_key = p_key;
    IF (v_first.account_id, v_first.amount, v_first.purpose) <> (p_account, p_micro, p_purpose)
       OR v_first.expires_at <> v_first.placed_at + make_interval(secs => p_seconds)
       OR v_first.correlation_id IS DISTINCT FROM p_correlation_id THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=place_hold key=%s first_used=%s hold_id=%s', p_key, v_first.placed_at, v_first.hold_id),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_first.hold_id;
END;
$_first_hold$;

COMMENT ON FUNCTION agora_ledger._first_hold(bigint, bigint, text, numeric, uuid, text, bigint)
    IS 'Hold that a repeated call placed first; refuses other arguments.';
REVOKE ALL ON FUNCTION agora_ledger._first_hold(bigint, bigint, text, numeric, uuid, text, bigint) FROM PUBLIC;
