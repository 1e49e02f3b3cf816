-- Balances, exact now: a principal's account from its row, a system account from its subtotal and the entries behind it.
CREATE OR REPLACE VIEW agora_ledger.account_balance_view WITH (security_barrier) AS
SELECT a.account_id,
       a.principal_id,
       a.kind,
       a.name,
       trim_scale(0.000001 * CASE
           WHEN a.principal_id IS NOT NULL THEN b.balance
           ELSE coalesce(s.balance, 0)
              + (SELECT coalesce(sum(e.amount), 0)
                   FROM agora_ledger.entry AS e
                  WHERE e.account_id = a.account_id AND e.transaction_id > coalesce(s.up_to_transaction, 0))
       END) AS balance,
       a.created_at
  FROM agora_ledger.account AS a
  LEFT JOIN agora_ledger.account_balance AS b ON b.account_id = a.account_id
  LEFT JOIN agora_ledger.account_subtotal AS s ON s.account_id = a.account_id
 WHERE (SELECT agora.visible_principal()) IN (0, a.principal_id);

COMMENT ON VIEW agora_ledger.account_balance_view IS 'Accounts with their balance in tokens; a bound login sees its own, services and operators see all.';
GRANT SELECT ON agora_ledger.account_balance_view TO agora_reader;
