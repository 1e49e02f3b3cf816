-- The other half of a replay: the key is taken, so the call must be the one that took it. The facts are compared, not a hash.
-- Errors: ZA003 same key, other arguments.
CREATE OR REPLACE FUNCTION agora_ledger._first_transaction(
    p_kind            text,
    p_accounts        bigint[],
    p_amounts         bigint[],
    p_reason          text,
    p_meta            jsonb,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_transaction$
DECLARE
    v_first     agora_ledger.transaction;
    v_accounts  bigint[];
    v_amounts   bigint[];
BEGIN
    SELECT t.* INTO v_first FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = p_key;
    SELECT array_agg(e.account_id ORDER BY e.line), array_agg(e.amount ORDER BY e.line) INTO v_accounts, v_amounts
      FROM agora_ledger.entry AS e
     WHERE e.transaction_id = v_first.transaction_id;
    IF (v_accounts, v_amounts) IS DISTINCT FROM (p_accounts, p_amounts)
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
$_first_transaction$;

COMMENT ON FUNCTION agora_ledger._first_transaction(text, bigint[], bigint[], text, jsonb, uuid, text, bigint)
    IS 'Transaction that a repeated call made first; refuses other arguments.';
REVOKE ALL ON FUNCTION agora_ledger._first_transaction(text, bigint[], bigint[], text, jsonb, uuid, text, bigint) FROM PUBLIC;
