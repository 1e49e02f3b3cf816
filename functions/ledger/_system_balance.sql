-- Exact balance of a system account in micro-tokens: the sealed subtotal plus the entries behind it, in one snapshot.
CREATE OR REPLACE FUNCTION agora_ledger._system_balance(p_account bigint)
RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(max(s.balance), 0) + coalesce(sum(e.amount), 0)
      FROM (SELECT 1) AS one
      LEFT JOIN agora_ledger.account_subtotal AS s ON s.account_id = p_account
      LEFT JOIN agora_ledger.entry AS e ON e.account_id = p_account AND e.transaction_id > coalesce(s.up_to_transaction, 0);
END;

COMMENT ON FUNCTION agora_ledger._system_balance(bigint)
    IS 'Balance of a system account in micro-tokens.';
REVOKE ALL ON FUNCTION agora_ledger._system_balance(bigint) FROM PUBLIC;
