-- Every movement as two signed lines, what the one account lost and what the other got: all that adds up an account reads this.
-- Private. No barrier and no join: a condition on the account or the transaction, and an order by the transaction, reach the
-- indexes of both tables.
CREATE OR REPLACE VIEW agora_ledger.entry AS
SELECT t.transaction_id, t.from_account_id AS account_id, -t.amount::bigint AS amount, t.from_balance AS balance_after, 1 AS line
  FROM agora_ledger.transaction AS t
 UNION ALL
SELECT t.transaction_id, t.to_account_id AS account_id, t.amount::bigint AS amount, t.to_balance AS balance_after, 2 AS line
  FROM agora_ledger.transaction AS t
 UNION ALL
SELECT m.transaction_id, m.from_account_id AS account_id, -m.amount::bigint AS amount, m.from_balance AS balance_after, 2 * m.line - 1 AS line
  FROM agora_ledger.movement AS m
 UNION ALL
SELECT m.transaction_id, m.to_account_id AS account_id, m.amount::bigint AS amount, m.to_balance AS balance_after, 2 * m.line AS line
  FROM agora_ledger.movement AS m;

COMMENT ON VIEW agora_ledger.entry IS 'Lines of all transactions: two for each movement.';
COMMENT ON COLUMN agora_ledger.entry.transaction_id IS 'Transaction.';
COMMENT ON COLUMN agora_ledger.entry.account_id     IS 'Account.';
COMMENT ON COLUMN agora_ledger.entry.amount         IS 'Micro-tokens into (above 0) or out of (below 0) the account.';
COMMENT ON COLUMN agora_ledger.entry.balance_after  IS 'Balance of a principal''s account afterwards, in micro-tokens; NULL for a system account.';
COMMENT ON COLUMN agora_ledger.entry.line           IS 'Number within the transaction, from 1: odd ones pay, the next is who they pay.';
