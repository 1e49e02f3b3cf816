-- The summary with its age. For figures over a life; what an account holds now is in account_balance_view.
CREATE OR REPLACE VIEW agora_ledger.balance_summary WITH (security_barrier) AS
SELECT m.account_id,
       m.principal_id,
       m.kind,
       m.name,
       m.balance,
       m.earned,
       m.spent,
       m.movements,
       m.by_reason,
       m.balance_rank,
       m.earned_rank,
       m.last_transaction,
       m.last_moved_at,
       r.refreshed_at
  FROM agora_ledger.mv_balance_summary AS m
 CROSS JOIN agora_ledger.summary_refresh AS r
 WHERE (SELECT agora.visible_principal()) IN (0, m.principal_id);

COMMENT ON VIEW agora_ledger.balance_summary IS 'Per account as of refreshed_at, in tokens: earned and spent in its life, in all and by reason (the 20 largest, the rest under null), ranks among accounts of its kind, last movement; a bound login sees its own. The exact balance is in account_balance_view.';
GRANT SELECT ON agora_ledger.balance_summary TO agora_reader;
