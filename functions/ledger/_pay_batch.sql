-- The road of a batch against which nothing stands, between accounts of principals that either pay or are paid; NULL, and nothing is
-- changed, for any other: _post_set() judges that. Who has all that he pays has it for each. Ids are drawn in the order of the batch,
-- as running balances go; headers are written in that of their keys, so that two batches never wait for each other's. A key that
-- was used before is found by its index, which takes back the rest.
-- Emits: ledger.transaction.posted.v1.   Locks: balance rows in account order; then the keys in order.
CREATE OR REPLACE FUNCTION agora_ledger._pay_batch(
    p_keys     text[],
    p_reasons  text[],
    p_payers   bigint[],
    p_payees   bigint[],
    p_amounts  bigint[],
    p_actor    bigint
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan -- planning anew for each batch of 100 was a tenth of it
SET enable_seqscan = off -- which knows no number of payments, so would read all balances for one
AS $_pay_batch$
DECLARE
    c_limit     bigint      := 1000000000000000000;
    v_now       timestamptz := agora.now();
    v_accounts  bigint[];
    v_owners    bigint[];
    v_balances  bigint[];
    v_changes   numeric[];
    v_stands    boolean;
    v_ids       bigint[];
BEGIN
    IF 1000 > ANY (p_payers || p_payees) THEN -- system accounts have no balance row
        RETURN NULL;
    END IF;

    -- One sum for each account, because what is enough for all is enough for each.
    SELECT array_agg(l.account_id), array_agg(l.principal_id), array_agg(l.balance), array_agg(l.change), sum(l.lines) = 2 * cardinality(p_keys) AND bool_and(l.stands)
      INTO v_accounts, v_owners, v_balances, v_changes, v_stands
      FROM (SELECT b.account_id, b.principal_id, b.available + b.held AS balance, c.change, c.lines,
                   CASE WHEN c.change < 0
                        THEN c.highest < 0 AND b.principal_id = p_actor AND b.frozen_at IS NULL AND b.available >= -c.change
                        ELSE c.lowest > 0 AND b.available + b.held <= c_limit - c.change END AS stands
              FROM (SELECT s.account_id, sum(s.amount) AS change, min(s.amount) AS lowest, max(s.amount) AS highest, count(*) AS lines
                      FROM (SELECT p_payers[i] AS account_id, -p_amounts[i] AS amount FROM generate_series(1, cardinality(p_keys)) AS i
                             UNION ALL
                            SELECT p_payees[i], p_amounts[i] FROM generate_series(1, cardinality(p_keys)) AS i) AS s
                     GROUP BY s.account_id) AS c
              JOIN agora_ledger.account_balance AS b ON b.account_id = c.account_id
             ORDER BY b.account_id
               FOR NO KEY UPDATE OF b) AS l;
    IF v_stands IS NOT TRUE
       OR EXISTS (SELECT FROM unnest(v_owners) AS o(principal_id) JOIN agora.principal AS p ON p.principal_id = o.principal_id WHERE p.suspended_at IS NOT NULL) THEN
        RETURN NULL;
    END IF;

    v_ids := ARRAY(SELECT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('agora_ledger.transaction_id_seq') END
                     FROM generate_series(1, cardinality(p_keys)));
    WITH moved AS (
        UPDATE agora_ledger.account_balance AS b
           SET available = b.available + c.change::bigint
          FROM unnest(v_accounts, v_changes) AS c(account_id, change)
         WHERE b.account_id = c.account_id
    ), payment AS (
        SELECT i AS item, p_payers[i] AS payer, p_payees[i] AS payee,
               sum(p_amounts[i]) OVER (PARTITION BY p_payers[i] ORDER BY i) AS paid,
               sum(p_amounts[i]) OVER (PARTITION BY p_payees[i] ORDER BY i) AS received
          FROM generate_series(1, cardinality(p_keys)) AS i
    )
    INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, from_account_id, to_account_id, amount, from_balance, to_balance,
                                          kind, reason, idempotency_key)
    SELECT v_ids[p.item], p_actor, v_now, p.payer, p.payee, p_amounts[p.item], f.balance - p.paid, t.balance + p.received,
           'transfer', p_reasons[p.item], p_keys[p.item]
      FROM payment AS p
      JOIN unnest(v_accounts, v_balances) AS f(account_id, balance) ON f.account_id = p.payer
      JOIN unnest(v_accounts, v_balances) AS t(account_id, balance) ON t.account_id = p.payee
     ORDER BY p_keys[p.item];

    PERFORM agora_event._emit_set(
        'ledger.transaction.posted.v1', array_agg(v_ids[i]::text),
        array_agg(format('{"reason": %s, "kind": "transfer", "transaction_id": %s, "lines": [{"account_id": %s, "amount": -%s}, {"account_id": %s, "amount": %s}]}',
                         to_json(p_reasons[i]), v_ids[i], p_payers[i], trim_scale(p_amounts[i] * 0.000001), p_payees[i], trim_scale(p_amounts[i] * 0.000001))::jsonb),
        NULL, p_actor)
       FROM generate_series(1, cardinality(p_keys)) AS i;
    RETURN v_ids;
EXCEPTION WHEN unique_violation THEN
    RETURN NULL;
END;
$_pay_batch$;

COMMENT ON FUNCTION agora_ledger._pay_batch(text[], text[], bigint[], bigint[], bigint[], bigint)
    IS 'Make a batch of payments against which nothing stands; returns their transactions, NULL for any other batch.';
REVOKE ALL ON FUNCTION agora_ledger._pay_batch(text[], text[], bigint[], bigint[], bigint[], bigint) FROM PUBLIC;
