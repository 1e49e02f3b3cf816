-- What moved, account by account, with the balance after each line: for sums, joins and a look by hand. Its barrier keeps an order with a limit
-- from the indexes; who wants lines of one account asks read_statement(), which has the same.
CREATE OR REPLACE VIEW agora_ledger.statement WITH (security_barrier) AS
SELECT e.account_id,
       a.principal_id,
       e.transaction_id,
       e.line,
       t.recorded_at,
       t.kind,
       t.reason,
       trim_scale(0.000001 * e.amount)::agora.tokens AS amount,
       trim_scale(0.000001 * e.balance_after)::agora.tokens AS balance_after,
       t.created_by,
       t.correlation_id,
       t.meta
  FROM agora_ledger.entry AS e
  JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
  JOIN agora_ledger.account AS a ON a.account_id = e.account_id
 WHERE (SELECT agora.visible_principal()) IN (0, a.principal_id);

COMMENT ON VIEW agora_ledger.statement IS 'Movements per account in tokens, with the balance after each (NULL for system accounts); order by account_id, transaction_id, line. A page of one account: read_statement().';
GRANT SELECT ON agora_ledger.statement TO agora_reader;
