-- Job: moves the horizon and adds the decided entries of system accounts to their subtotals. Balances are exact whether or
-- not this runs; it keeps reading them short.
-- The block is a subtransaction: its xid, which the horizon's row carries as xmin, is taken after the mark was read. Whoever
-- drew an id up to the mark had an xid before it, hence an older one; once all those have ended, the mark is the horizon.
-- Locks: the horizon and the subtotals; gives up after two seconds.
CREATE OR REPLACE FUNCTION agora_ledger._fold_subtotals(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_fold_subtotals$
DECLARE
    v_mark    bigint;
    v_folded  bigint;
BEGIN
    SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO v_mark FROM agora_ledger.transaction_id_seq AS s;
    BEGIN
        INSERT INTO agora_ledger.horizon AS h (next_transaction_id)
        VALUES (v_mark)
        ON CONFLICT ON CONSTRAINT horizon_pk DO UPDATE
           SET transaction_id = h.next_transaction_id, next_transaction_id = v_mark
         WHERE h.transaction_id < v_mark
           AND age(h.xmin) >= age(pg_snapshot_xmin(pg_current_snapshot())::xid);

        INSERT INTO agora_ledger.account_subtotal AS s (account_id, up_to_transaction, balance)
        SELECT a.account_id, h.transaction_id, coalesce(o.balance, 0) + d.amount
          FROM agora_ledger.horizon AS h
         CROSS JOIN agora_ledger.account AS a
          LEFT JOIN agora_ledger.account_subtotal AS o ON o.account_id = a.account_id
         CROSS JOIN LATERAL (
               SELECT sum(e.amount) AS amount
                 FROM agora_ledger.entry AS e
                WHERE e.account_id = a.account_id
                  AND e.transaction_id > coalesce(o.up_to_transaction, 0)
                  AND e.transaction_id <= h.transaction_id) AS d
         WHERE a.principal_id IS NULL AND d.amount IS NOT NULL
         ORDER BY a.account_id
         LIMIT p_limit
        ON CONFLICT ON CONSTRAINT account_subtotal_pk DO UPDATE
           SET up_to_transaction = excluded.up_to_transaction, balance = excluded.balance;
        GET DIAGNOSTICS v_folded = ROW_COUNT;
    EXCEPTION WHEN lock_not_available THEN
        RETURN 0;
    END;
    RETURN v_folded;
END;
$_fold_subtotals$;

COMMENT ON FUNCTION agora_ledger._fold_subtotals(integer)
    IS 'Job: move the horizon and fold the decided entries of at most p_limit (1 to 1000000) transactions into the subtotals of system accounts.';
REVOKE ALL ON FUNCTION agora_ledger._fold_subtotals(integer) FROM PUBLIC;
