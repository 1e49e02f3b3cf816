-- Balances, exact now: a principal's account from its row, a system account from its subtotal and the entries behind it.
-- A hold counts until its time is over, whether or not that was written down.
CREATE OR REPLACE VIEW agora_ledger.account_balance_view WITH (security_barrier) AS
SELECT a.account_id,
       a.principal_id,
       a.kind,
       a.name,
       trim_scale(0.000001 * CASE
           WHEN a.principal_id IS NOT NULL THEN b.available + b.held
           ELSE coalesce(s.balance, 0)
              + (SELECT coalesce(sum(e.amount), 0)
                   FROM agora_ledger.entry AS e
                  WHERE e.account_id = a.account_id AND e.transaction_id > coalesce(s.up_to_transaction, 0))
       END) AS balance,
       a.created_at,
       trim_scale(0.000001 * (coalesce(b.held, 0) - coalesce(o.amount, 0))) AS held,
       trim_scale(0.000001 * (b.available + coalesce(o.amount, 0))) AS available,
       b.frozen_at,
       b.frozen_reason
  FROM agora_ledger.account AS a
  LEFT JOIN agora_ledger.account_balance AS b ON b.account_id = a.account_id
  LEFT JOIN agora_ledger.account_subtotal AS s ON s.account_id = a.account_id
  LEFT JOIN LATERAL (
       SELECT sum(h.amount) AS amount
         FROM agora_ledger.hold AS h
        WHERE b.held > 0 AND h.account_id = b.account_id AND h.status = 'open' AND h.expires_at <= agora.now()) AS o ON true
 WHERE (SELECT agora.visible_principal()) IN (0, a.principal_id);

COMMENT ON VIEW agora_ledger.account_balance_view IS 'Accounts with their balance in tokens, what of it is held and what is available (NULL for system accounts); a bound login sees its own, services and operators see all.';
COMMENT ON COLUMN agora_ledger.account_balance_view.balance   IS 'Tokens, those on hold included.';
COMMENT ON COLUMN agora_ledger.account_balance_view.held      IS 'Tokens on hold, without holds whose time is over; 0 = a system account, too.';
COMMENT ON COLUMN agora_ledger.account_balance_view.available IS 'Tokens that can be spent; NULL = a system account.';
GRANT SELECT ON agora_ledger.account_balance_view TO agora_reader;
