-- Slashes: what was asked for, what was taken, why, on what evidence.
CREATE OR REPLACE VIEW agora_ledger.recorded_slash WITH (security_barrier) AS
SELECT s.slash_id,
       s.principal_id,
       trim_scale(0.000001 * s.requested)::agora.tokens AS requested,
       trim_scale(0.000001 * (s.from_stake + s.from_unbonding))::agora.tokens AS amount,
       trim_scale(0.000001 * s.from_stake)::agora.tokens AS from_stake,
       trim_scale(0.000001 * s.from_unbonding)::agora.tokens AS from_unbonding,
       s.reason,
       s.evidence,
       s.split,
       s.transaction_id,
       s.created_by,
       s.recorded_at,
       s.correlation_id
  FROM agora_ledger.slash AS s
 WHERE (SELECT agora.visible_principal()) IN (0, s.principal_id);

COMMENT ON VIEW agora_ledger.recorded_slash IS 'Slashes in tokens; a bound login sees those of its own stake, services and operators see all.';
GRANT SELECT ON agora_ledger.recorded_slash TO agora_reader;
