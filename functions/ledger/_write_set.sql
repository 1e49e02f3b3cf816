-- Writes a set of transactions whose accounts are locked and whose lines were judged: headers, lines, balances and events, one
-- statement each. Ids are drawn in the order of the set, so running balances follow it; headers are written in the order of
-- their keys, so that two sets never wait for each other's.
-- Errors: ZA003 a key was taken meanwhile.   Emits: ledger.transaction.posted.v1.   Locks: the keys in order.
CREATE OR REPLACE FUNCTION agora_ledger._write_set(
    p_kind            text,
    p_reasons         text[],
    p_metas           jsonb[],
    p_keys            text[],
    p_correlation_id  uuid,
    p_actor           bigint,
    p_items           bigint[],
    p_accounts        bigint[],
    p_amounts         bigint[]
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_write_set$
DECLARE
    v_now     timestamptz := agora.now();
    v_ids     bigint[];
    v_posted  bigint;
BEGIN
    v_ids := ARRAY(SELECT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('agora_ledger.transaction_id_seq') END
                     FROM generate_series(1, cardinality(p_keys)));
    WITH header AS (
        INSERT INTO agora_ledger.transaction AS t (transaction_id, created_by, recorded_at, correlation_id, kind, reason, idempotency_key, meta)
        SELECT h.transaction_id, p_actor, v_now, p_correlation_id, p_kind, h.reason, h.key, h.meta
          FROM unnest(v_ids, p_reasons, p_keys, p_metas) AS h(transaction_id, reason, key, meta)
         ORDER BY h.key
        ON CONFLICT ON CONSTRAINT transaction_key_uq DO NOTHING
        RETURNING t.transaction_id
    ), line AS MATERIALIZED (
        SELECT i.transaction_id, l.account_id, l.amount,
               b.available + b.held + sum(l.amount) OVER (PARTITION BY l.account_id ORDER BY l.ordinal) AS balance_after,
               row_number() OVER (PARTITION BY l.item ORDER BY l.ordinal) AS line
          FROM unnest(p_items, p_accounts, p_amounts) WITH ORDINALITY AS l(item, account_id, amount, ordinal)
          JOIN unnest(v_ids) WITH ORDINALITY AS i(transaction_id, item) ON i.item = l.item
          LEFT JOIN agora_ledger.account_balance AS b ON b.account_id = l.account_id
    ), entered AS (
        INSERT INTO agora_ledger.entry (transaction_id, account_id, amount, balance_after, line)
        SELECT l.transaction_id, l.account_id, l.amount, l.balance_after, l.line FROM line AS l
    ), moved AS (
        UPDATE agora_ledger.account_balance AS b
           SET available = b.available + d.amount
          FROM (SELECT l.account_id, sum(l.amount) AS amount FROM line AS l GROUP BY l.account_id) AS d
         WHERE b.account_id = d.account_id
    )
    SELECT count(*) INTO v_posted FROM header AS h;
    -- Whoever makes the same call has the same accounts locked; this key went to another one.
    IF v_posted < cardinality(p_keys) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=%s keys=%s taken=%s', p_kind, cardinality(p_keys), cardinality(p_keys) - v_posted),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;

    PERFORM agora_event._emit_set(
        'ledger.transaction.posted.v1', array_agg(x.transaction_id::text ORDER BY x.item),
        array_agg(jsonb_build_object('transaction_id', x.transaction_id, 'kind', p_kind, 'reason', p_reasons[x.item], 'lines', x.lines) ORDER BY x.item),
        p_correlation_id, p_actor)
       FROM (SELECT l.item, v_ids[l.item] AS transaction_id,
                    jsonb_agg(jsonb_build_object('account_id', l.account_id, 'amount', trim_scale(l.amount * 0.000001)) ORDER BY l.ordinal) AS lines
               FROM unnest(p_items, p_accounts, p_amounts) WITH ORDINALITY AS l(item, account_id, amount, ordinal)
              GROUP BY l.item) AS x;
    RETURN v_ids;
END;
$_write_set$;

COMMENT ON FUNCTION agora_ledger._write_set(text, text[], jsonb[], text[], uuid, bigint, bigint[], bigint[], bigint[])
    IS 'Write a set of judged transactions; returns their ids.';
REVOKE ALL ON FUNCTION agora_ledger._write_set(text, text[], jsonb[], text[], uuid, bigint, bigint[], bigint[], bigint[]) FROM PUBLIC;
