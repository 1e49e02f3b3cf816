-- Opens the wallets of all who may be paid, in the order of principals, then locks what is in them, in the order of accounts. Whoever
-- pays several calls it once for all of them, so that two sessions that pay the same ones wait for each other and never deadlock.
-- Locks: the balance rows, in account order.
CREATE OR REPLACE FUNCTION agora_reward._lock_wallets(p_principals bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_wallets$
DECLARE
    v_wallets bigint[];
BEGIN
    SELECT array_agg(agora_ledger._wallet(u.principal_id)) INTO v_wallets
      FROM (SELECT DISTINCT x.principal_id FROM unnest(p_principals) AS x(principal_id) ORDER BY x.principal_id) AS u
     WHERE u.principal_id IS NOT NULL;
    PERFORM 1
       FROM agora_ledger.account_balance AS b
      WHERE b.account_id = ANY (v_wallets)
      ORDER BY b.account_id
        FOR NO KEY UPDATE;
END;
$_lock_wallets$;

COMMENT ON FUNCTION agora_reward._lock_wallets(bigint[])
    IS 'Open and lock the wallets of principals.';
REVOKE ALL ON FUNCTION agora_reward._lock_wallets(bigint[]) FROM PUBLIC;
