-- Job: writes down which holds are over. Accounts that somebody works on are left for the next run.
-- Locks: balance rows in account order, those of others skipped.
CREATE OR REPLACE FUNCTION agora_ledger._sweep_holds(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_sweep_holds$
DECLARE
    v_now       timestamptz := agora.now();
    v_accounts  bigint[];
BEGIN
    SELECT array_agg(x.account_id) INTO v_accounts
      FROM (SELECT b.account_id
              FROM agora_ledger.account_balance AS b
             WHERE b.account_id IN (SELECT h.account_id
                                      FROM agora_ledger.hold AS h
                                     WHERE h.status = 'open' AND h.expires_at <= v_now
                                     ORDER BY h.expires_at
                                     LIMIT p_limit)
             ORDER BY b.account_id
               FOR NO KEY UPDATE SKIP LOCKED) AS x;
    PERFORM agora_ledger._expire_holds(v_accounts);
    RETURN coalesce(cardinality(v_accounts), 0);
END;
$_sweep_holds$;

COMMENT ON FUNCTION agora_ledger._sweep_holds(integer)
    IS 'Job: end holds that are past their time, in accounts of at most p_limit (1 to 1000000) of them; returns the number of accounts.';
REVOKE ALL ON FUNCTION agora_ledger._sweep_holds(integer) FROM PUBLIC;
