-- Takes a transaction back, once: another with the same movements, the other way round. The only correction there is. It passes
-- freezes and suspensions, but not the balance: who has spent what it was paid cannot give it back.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL002 · ZL004 · ZL011 · ZL012 · ZL013.   Emits: ledger.transaction.posted.v1.
-- Locks: balance rows, then subtotals, in account order; then the key.
CREATE OR REPLACE FUNCTION agora_ledger.reverse(
    p_transaction  bigint,
    p_reason       text,
    p_key          text   DEFAULT NULL,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reverse$
DECLARE
    v_found        agora_ledger.transaction;
    v_accounts     bigint[];
    v_amounts      bigint[];
    v_by           bigint;
    v_transaction  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    SELECT t.* INTO v_found FROM agora_ledger.transaction AS t WHERE t.transaction_id = p_transaction;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL011',
            MESSAGE = 'unknown transaction',
            DETAIL  = format('p_transaction=%s', coalesce(p_transaction::text, 'NULL')),
            HINT    = 'agora_ledger.statement has the transactions of every account.';
    END IF;
    IF EXISTS (SELECT FROM agora_ledger.reversal AS r WHERE r.transaction_id = p_transaction) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL013',
            MESSAGE = 'a reversal is not reversed',
            DETAIL  = format('p_transaction=%s', p_transaction),
            HINT    = 'Pay again what was taken back, with a transaction of its own.';
    END IF;

    -- Seen before the lock, one more may come meanwhile: it is found below.
    SELECT r.transaction_id INTO v_by
      FROM agora_ledger.reversal AS r
      JOIN agora_ledger.transaction AS t ON t.transaction_id = r.transaction_id
     WHERE r.reversed_id = p_transaction AND (t.created_by, t.idempotency_key) <> (p_actor, p_key);
    IF v_by IS NULL THEN
        -- One line for each account, in the order of the movements: so paired, they are the same movements.
        SELECT array_agg(l.account_id ORDER BY l.line), array_agg(l.amount ORDER BY l.line)::bigint[] INTO v_accounts, v_amounts
          FROM (SELECT e.account_id, min(e.line) AS line, -sum(e.amount) AS amount
                  FROM agora_ledger.entry AS e
                 WHERE e.transaction_id = p_transaction
                 GROUP BY e.account_id) AS l;
        SELECT s.transaction_id INTO v_transaction
          FROM agora_ledger._post_set('reversal', ARRAY[p_reason], ARRAY[jsonb_build_object('reversal_of', p_transaction)], ARRAY[p_key],
                                      v_found.correlation_id, p_actor, array_fill(1::bigint, ARRAY[cardinality(v_accounts)]), v_accounts, v_amounts,
                                      p_is_correction => true) AS s;
        INSERT INTO agora_ledger.reversal (reversed_id, transaction_id) VALUES (p_transaction, v_transaction) ON CONFLICT ON CONSTRAINT reversal_pk DO NOTHING;
        SELECT r.transaction_id INTO v_by FROM agora_ledger.reversal AS r WHERE r.reversed_id = p_transaction AND r.transaction_id <> v_transaction;
    END IF;
    IF v_by IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL012',
            MESSAGE = 'transaction was reversed before',
            DETAIL  = format('p_transaction=%s reversed_by=%s', p_transaction, v_by),
            HINT    = 'It was taken back once, and that is all; nothing was moved.';
    END IF;
    RETURN v_transaction;
END;
$reverse$;

COMMENT ON FUNCTION agora_ledger.reverse(bigint, text, text, bigint)
    IS 'Take a transaction back by one with the opposite movements; p_key is required. Returns the reversal.';
REVOKE ALL ON FUNCTION agora_ledger.reverse(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.reverse(bigint, text, text, bigint) TO agora_operator;
