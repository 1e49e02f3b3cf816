-- Locks all that a set of postings touches, and says how each account stands; an unknown one is missing. Holds that are past
-- their time are ended first. What may be spent (funds) is only known of debited accounts; the mint is not limited.
-- Locks: balance rows in account order; then the subtotals of debited system accounts in account order, the mint excepted.
CREATE OR REPLACE FUNCTION agora_ledger._lock_accounts(
    p_accounts  bigint[],
    p_debited   bigint[]
)
RETURNS TABLE (account_id bigint, owner_id bigint, balance numeric, funds numeric, frozen_at timestamptz, suspended_at timestamptz)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_accounts$
#variable_conflict use_column
BEGIN
    PERFORM b.account_id FROM agora_ledger.account_balance AS b WHERE b.account_id = ANY (p_accounts) ORDER BY b.account_id FOR NO KEY UPDATE;
    PERFORM agora_ledger._expire_holds(p_debited);
    RETURN QUERY
    WITH funded AS MATERIALIZED (
        SELECT s.account_id, agora_ledger._lock_funds(s.account_id) AS funds
          FROM (SELECT a.account_id
                  FROM agora_ledger.account AS a
                 WHERE a.account_id = ANY (p_debited) AND a.principal_id IS NULL AND a.kind <> 'mint'
                 ORDER BY a.account_id) AS s
    )
    SELECT a.account_id, a.principal_id, b.available::numeric + b.held, coalesce(f.funds, b.available), b.frozen_at, p.suspended_at
      FROM agora_ledger.account AS a
      LEFT JOIN agora_ledger.account_balance AS b ON b.account_id = a.account_id
      LEFT JOIN agora.principal AS p ON p.principal_id = a.principal_id
      LEFT JOIN funded AS f ON f.account_id = a.account_id
     WHERE a.account_id = ANY (p_accounts);
END;
$_lock_accounts$;

COMMENT ON FUNCTION agora_ledger._lock_accounts(bigint[], bigint[])
    IS 'Lock accounts and return how they stand, in micro-tokens.';
REVOKE ALL ON FUNCTION agora_ledger._lock_accounts(bigint[], bigint[]) FROM PUBLIC;
