-- Writes a set of transactions whose accounts are locked and whose lines were judged: transactions, further movements and balances
-- in one statement, and the events. Ids are drawn in the order of the set, so running balances follow it; headers are written in the order of
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
    WITH pair AS MATERIALIZED (
        SELECT p.item, p.line, p.from_account_id, p.to_account_id, p.amount FROM agora_ledger._pair_lines(p_items, p_accounts, p_amounts) AS p
    ), side AS MATERIALIZED (
        SELECT s.item, s.line, s.account_id, s.amount,
               b.available + b.held + sum(s.amount) OVER (PARTITION BY s.account_id ORDER BY s.item, s.line) AS balance
          FROM (SELECT p.item, p.line, p.from_account_id AS account_id, -p.amount AS amount FROM pair AS p
                 UNION ALL
                SELECT p.item, p.line, p.to_account_id, p.amount FROM pair AS p) AS s
          LEFT JOIN agora_ledger.account_balance AS b ON b.account_id = s.account_id
    ), movement AS MATERIALIZED (
        SELECT v_ids[s.item] AS transaction_id, s.item, s.line, max(s.amount) AS amount, count(*) OVER (PARTITION BY s.item) AS movements,
               max(s.account_id) FILTER (WHERE s.amount < 0) AS from_account_id, max(s.balance) FILTER (WHERE s.amount < 0) AS from_balance,
               max(s.account_id) FILTER (WHERE s.amount > 0) AS to_account_id, max(s.balance) FILTER (WHERE s.amount > 0) AS to_balance
          FROM side AS s
         GROUP BY s.item, s.line
    ), header AS (
        INSERT INTO agora_ledger.transaction AS t (transaction_id, created_by, recorded_at, from_account_id, to_account_id, amount, from_balance, to_balance,
                                                   movements, correlation_id, kind, reason, idempotency_key, meta)
        SELECT m.transaction_id, p_actor, v_now, m.from_account_id, m.to_account_id, m.amount, m.from_balance, m.to_balance, m.movements,
               p_correlation_id, p_kind, p_reasons[m.item], p_keys[m.item], p_metas[m.item]
          FROM movement AS m
         WHERE m.line = 1
         ORDER BY p_keys[m.item]
        ON CONFLICT ON CONSTRAINT transaction_key_uq DO NOTHING
        RETURNING t.transaction_id
    ), further AS (
        INSERT INTO agora_ledger.movement (transaction_id, line, from_account_id, to_account_id, amount, from_balance, to_balance)
        SELECT m.transaction_id, m.line, m.from_account_id, m.to_account_id, m.amount, m.from_balance, m.to_balance
          FROM movement AS m
          JOIN header AS h ON h.transaction_id = m.transaction_id
         WHERE m.line > 1
    ), moved AS (
        UPDATE agora_ledger.account_balance AS b
           SET available = b.available + d.amount
          FROM (SELECT s.account_id, sum(s.amount) AS amount FROM side AS s GROUP BY s.account_id) AS d
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
        array_agg(format('{"reason": %s, "kind": "%s", "transaction_id": %s, "lines": [%s]}', to_json(p_reasons[x.item]), p_kind, x.transaction_id, x.lines)::jsonb
                  ORDER BY x.item),
        p_correlation_id, p_actor)
       FROM (SELECT l.item, v_ids[l.item] AS transaction_id,
                    string_agg(format('{"account_id": %s, "amount": %s}', l.account_id, trim_scale(l.amount * 0.000001)), ', ' ORDER BY l.ordinal) AS lines
               FROM unnest(p_items, p_accounts, p_amounts) WITH ORDINALITY AS l(item, account_id, amount, ordinal)
              GROUP BY l.item) AS x;
    RETURN v_ids;
END;
$_write_set$;

COMMENT ON FUNCTION agora_ledger._write_set(text, text[], jsonb[], text[], uuid, bigint, bigint[], bigint[], bigint[])
    IS 'Write a set of judged transactions; returns their ids.';
REVOKE ALL ON FUNCTION agora_ledger._write_set(text, text[], jsonb[], text[], uuid, bigint, bigint[], bigint[], bigint[]) FROM PUBLIC;
