-- Job: moves the horizon and adds the decided entries of system accounts to their subtotals. Balances are exact whether or
-- not this runs; it keeps reading them short.
-- Locks: the horizon and the subtotals; gives up after two seconds.
CREATE OR REPLACE FUNCTION agora_ledger._fold_subtotals(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_fold_subtotals$
DECLARE
    v_horizon  bigint := agora_ledger._move_horizon();
    v_folded   bigint;
BEGIN
    INSERT INTO agora_ledger.account_subtotal AS s (account_id, up_to_transaction, balance)
    SELECT a.account_id, v_horizon, coalesce(o.balance, 0) + d.amount
      FROM agora_ledger.account AS a
      LEFT JOIN agora_ledger.account_subtotal AS o ON o.account_id = a.account_id
     CROSS JOIN LATERAL (
           SELECT sum(e.amount) AS amount
             FROM agora_ledger.entry AS e
            WHERE e.account_id = a.account_id
              AND e.transaction_id > coalesce(o.up_to_transaction, 0)
              AND e.transaction_id <= v_horizon) AS d
     WHERE a.principal_id IS NULL AND d.amount IS NOT NULL
     ORDER BY a.account_id
     LIMIT p_limit
    ON CONFLICT ON CONSTRAINT account_subtotal_pk DO UPDATE
       SET up_to_transaction = excluded.up_to_transaction, balance = excluded.balance;
    GET DIAGNOSTICS v_folded = ROW_COUNT;
    RETURN v_folded;
EXCEPTION WHEN lock_not_available THEN
    RETURN 0;
END;
$_fold_subtotals$;

COMMENT ON FUNCTION agora_ledger._fold_subtotals(integer)
    IS 'Job: move the horizon and fold the decided entries of at most p_limit (1 to 1000000) transactions into the subtotals of system accounts.';
REVOKE ALL ON FUNCTION agora_ledger._fold_subtotals(integer) FROM PUBLIC;
