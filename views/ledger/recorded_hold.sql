-- Holds as they stand now: one whose time is over is expired, whether or not that was written down.
CREATE OR REPLACE VIEW agora_ledger.recorded_hold WITH (security_barrier) AS
SELECT h.hold_id,
       h.account_id,
       b.principal_id,
       CASE WHEN h.status = 'open' AND h.expires_at <= agora.now() THEN 'expired' ELSE h.status END AS status,
       trim_scale(0.000001 * h.amount)::agora.tokens AS amount,
       trim_scale(0.000001 * h.captured)::agora.tokens AS captured,
       h.purpose,
       h.placed_at,
       h.expires_at,
       h.closed_at,
       h.transaction_id,
       h.created_by,
       h.correlation_id
  FROM agora_ledger.hold AS h
  JOIN agora_ledger.account_balance AS b ON b.account_id = h.account_id
 WHERE (SELECT agora.visible_principal()) IN (0, b.principal_id);

COMMENT ON VIEW agora_ledger.recorded_hold IS 'Holds in tokens: open, captured, released or expired; a bound login sees its own, services and operators see all.';
GRANT SELECT ON agora_ledger.recorded_hold TO agora_reader;
