-- Stake on its way back as it stands now: what has matured is matured, whether or not anybody has paid it to the wallet.
CREATE OR REPLACE VIEW agora_ledger.recorded_unbonding WITH (security_barrier) AS
SELECT u.unbonding_id,
       u.account_id,
       u.created_by AS principal_id,
       CASE WHEN u.status = 'open' AND u.matures_at <= agora.now() THEN 'matured' ELSE u.status END AS status,
       trim_scale(0.000001 * u.amount)::agora.tokens AS amount,
       trim_scale(0.000001 * u.slashed)::agora.tokens AS slashed,
       u.reason,
       u.started_at,
       u.matures_at,
       u.closed_at,
       u.transaction_id,
       u.completed_by,
       u.correlation_id
  FROM agora_ledger.unbonding AS u
 WHERE (SELECT agora.visible_principal()) IN (0, u.created_by);

COMMENT ON VIEW agora_ledger.recorded_unbonding IS 'Unbondings in tokens: open (can be slashed), matured, completed or slashed; a bound login sees its own, services and operators see all.';
GRANT SELECT ON agora_ledger.recorded_unbonding TO agora_reader;
