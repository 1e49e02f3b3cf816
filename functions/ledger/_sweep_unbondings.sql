-- Job: pays matured stake to its owners. Accounts that somebody works on, that are frozen, or whose owner is suspended, are left
-- for another run: their money has matured all the same. A row is completed once, under its account's lock, so the key only
-- has to be nobody else's.
-- Locks: per account the balance rows in account order, those of others skipped.   Emits: ledger.unbonding.completed.v1.
CREATE OR REPLACE FUNCTION agora_ledger._sweep_unbondings(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_sweep_unbondings$
DECLARE
    v_now    timestamptz := agora.now();
    v_paid   bigint := 0;
    r_due    record;
BEGIN
    -- A loop, because each account is a posting of its own, and may be left out.
    FOR r_due IN
        SELECT u.account_id, agora_ledger._wallet(b.principal_id) AS wallet_id
          FROM (SELECT x.account_id, min(x.matures_at) AS matures_at
                  FROM agora_ledger.unbonding AS x
                 WHERE x.status = 'open' AND x.matures_at <= v_now
                 GROUP BY x.account_id) AS u
          JOIN agora_ledger.account_balance AS b ON b.account_id = u.account_id AND b.frozen_at IS NULL
          JOIN agora.principal AS p ON p.principal_id = b.principal_id AND p.suspended_at IS NULL
         ORDER BY u.matures_at, u.account_id
         LIMIT p_limit
    LOOP
        IF (SELECT count(*)
              FROM (SELECT b.account_id
                      FROM agora_ledger.account_balance AS b
                     WHERE b.account_id IN (r_due.account_id, r_due.wallet_id)
                     ORDER BY b.account_id
                       FOR NO KEY UPDATE SKIP LOCKED) AS x) = 2 THEN
            BEGIN
                v_paid := v_paid + (agora_ledger._complete_unbonding(r_due.account_id, r_due.wallet_id,
                                                                     format('unbonding:%s:%s', r_due.account_id, gen_random_uuid()), 1) IS NOT NULL)::integer;
            EXCEPTION WHEN SQLSTATE 'ZA002' OR SQLSTATE 'ZL004' OR SQLSTATE 'ZL010' THEN
                NULL; -- suspended or frozen in this very moment, or a wallet that is full
            END;
        END IF;
    END LOOP;
    RETURN v_paid;
END;
$_sweep_unbondings$;

COMMENT ON FUNCTION agora_ledger._sweep_unbondings(integer)
    IS 'Job: pay matured stake of at most p_limit (1 to 1000000) accounts to their owners; returns the number of accounts.';
REVOKE ALL ON FUNCTION agora_ledger._sweep_unbondings(integer) FROM PUBLIC;
