-- Who has what at stake now. Stake on its way back is no stake any more, but can be slashed until it matures.
CREATE OR REPLACE VIEW agora_ledger.current_stake WITH (security_barrier) AS
SELECT a.principal_id,
       trim_scale(0.000001 * s.staked)::agora.tokens AS staked,
       trim_scale(0.000001 * u.unbonding)::agora.tokens AS unbonding,
       trim_scale(0.000001 * u.matured)::agora.tokens AS matured,
       trim_scale(0.000001 * (s.staked + u.unbonding))::agora.tokens AS slashable,
       u.next_matures_at,
       a.account_id AS stake_account_id,
       c.account_id AS unbonding_account_id
  FROM agora_ledger.account AS a
  JOIN agora_ledger.account AS c ON c.principal_id = a.principal_id AND c.kind = 'unbonding'
 CROSS JOIN LATERAL (
       SELECT b.held - coalesce((SELECT sum(h.amount) FROM agora_ledger.hold AS h WHERE h.account_id = b.account_id AND h.status = 'open'), 0) AS staked
         FROM agora_ledger.account_balance AS b
        WHERE b.account_id = a.account_id) AS s
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(o.amount - o.slashed) FILTER (WHERE o.matures_at > agora.now()), 0) AS unbonding,
              coalesce(sum(o.amount - o.slashed) FILTER (WHERE o.matures_at <= agora.now()), 0) AS matured,
              min(o.matures_at) FILTER (WHERE o.matures_at > agora.now()) AS next_matures_at
         FROM agora_ledger.unbonding AS o
        WHERE o.account_id = c.account_id AND o.status = 'open') AS u
 WHERE a.kind = 'stake'
   AND (SELECT agora.visible_principal()) IN (0, a.principal_id);

COMMENT ON VIEW agora_ledger.current_stake IS 'Stake per principal in tokens: staked, on its way back (unbonding), matured but not yet paid to the wallet, and what a slash can reach; a bound login sees its own, services and operators see all.';
GRANT SELECT ON agora_ledger.current_stake TO agora_reader;
