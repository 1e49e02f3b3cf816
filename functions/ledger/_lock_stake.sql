-- Locks the accounts that a change of stake touches and says what is staked: what its account holds back, less the holds on it.
-- (What came into that account by any other way than stake() is available there, as in a wallet.)
-- Locks: balance rows in account order.
CREATE OR REPLACE FUNCTION agora_ledger._lock_stake(
    p_accounts  bigint[],
    p_stake     bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_stake$
BEGIN
    PERFORM b.account_id FROM agora_ledger.account_balance AS b WHERE b.account_id = ANY (p_accounts) ORDER BY b.account_id FOR NO KEY UPDATE;
    RETURN coalesce((SELECT b.held - coalesce((SELECT sum(h.amount) FROM agora_ledger.hold AS h WHERE h.account_id = p_stake AND h.status = 'open'), 0)
                       FROM agora_ledger.account_balance AS b
                      WHERE b.account_id = p_stake), 0);
END;
$_lock_stake$;

COMMENT ON FUNCTION agora_ledger._lock_stake(bigint[], bigint)
    IS 'Lock accounts and return what one of them has staked, in micro-tokens.';
REVOKE ALL ON FUNCTION agora_ledger._lock_stake(bigint[], bigint) FROM PUBLIC;
