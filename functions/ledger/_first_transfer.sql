-- The other half of a replay: the key is taken, so the call must be the one that took it. The facts are compared, not a hash.
-- Errors: ZA003 same key, other arguments.
CREATE OR REPLACE FUNCTION agora_ledger._first_transfer(
    p_kind            text,
    p_from            bigint,
    p_to              bigint,
    p_micro           bigint,
    p_reason          text,
    p_meta            jsonb,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_transfer$
DECLARE
    v_first  agora_ledger.transaction;
    v_lines  bigint[];
BEGIN
    SELECT t.* INTO v_first FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = p_key;
    SELECT array_agg(ARRAY[e.account_id, e.amount] ORDER BY e.line) INTO v_lines
      FROM agora_ledger.entry AS e
     WHERE e.transaction_id = v_first.transaction_id;
    IF v_lines IS DISTINCT FROM ARRAY[[p_from, -p_micro], [p_to, p_micro]]
       OR (v_first.kind, v_first.reason, v_first.meta) <> (p_kind, p_reason, p_meta)
       OR v_first.correlation_id IS DISTINCT FROM p_correlation_id THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=%s key=%s first_used=%s transaction_id=%s', p_kind, p_key, v_first.recorded_at, v_first.transaction_id),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_first.transaction_id;
END;
$_first_transfer$;

COMMENT ON FUNCTION agora_ledger._first_transfer(text, bigint, bigint, bigint, text, jsonb, uuid, text, bigint)
    IS 'Transaction that a repeated call made first; refuses other arguments.';
REVOKE ALL ON FUNCTION agora_ledger._first_transfer(text, bigint, bigint, bigint, text, jsonb, uuid, text, bigint) FROM PUBLIC;
