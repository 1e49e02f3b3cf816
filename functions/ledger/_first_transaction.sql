-- The other half of a replay: the key is taken, so the call must be the one that took it. The facts are compared, not a hash: lines
-- in another order are the same call where they are the same movements.
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
    v_first    agora_ledger.transaction;
    v_payer    integer;
    v_is_same  boolean;
BEGIN
    SELECT t.* INTO v_first FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = p_key;
    IF cardinality(p_accounts) = 2 THEN -- as a rule: one movement, without a statement more
        v_payer   := CASE WHEN p_amounts[1] < 0 THEN 1 ELSE 2 END;
        v_is_same := (v_first.movements, v_first.from_account_id, v_first.to_account_id, v_first.amount)
                     IS NOT DISTINCT FROM (1, p_accounts[v_payer], p_accounts[3 - v_payer], p_amounts[3 - v_payer]);
    ELSE
        PERFORM
           FROM (SELECT 1 AS line, v_first.from_account_id AS from_account_id, v_first.to_account_id AS to_account_id, v_first.amount AS amount
                  UNION ALL
                 SELECT x.line, x.from_account_id, x.to_account_id, x.amount FROM agora_ledger.movement AS x WHERE x.transaction_id = v_first.transaction_id) AS m
           FULL JOIN agora_ledger._pair_lines(array_fill(1::bigint, ARRAY[cardinality(p_accounts)]), p_accounts, p_amounts) AS p ON p.line = m.line
          WHERE (m.from_account_id, m.to_account_id, m.amount) IS DISTINCT FROM (p.from_account_id, p.to_account_id, p.amount);
        v_is_same := NOT FOUND;
    END IF;
    IF NOT v_is_same
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
