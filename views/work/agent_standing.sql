-- Agents as matching sees them: what they cost, how they do, whether they are halted.
CREATE OR REPLACE VIEW agora_work.agent_standing WITH (security_barrier) AS
SELECT p.principal_id,
       p.name,
       a.cost_usd,
       a.model,
       a.pattern,
       a.is_available AND p.suspended_at IS NULL AS is_available,
       (SELECT count(*) FROM agora_work.agent_capability AS c
         WHERE c.principal_id = p.principal_id AND c.standing = 'verified' AND c.expires_at > agora.now()) AS verified,
       (SELECT count(*) FROM agora_work.agent_capability AS c
         WHERE c.principal_id = p.principal_id AND c.standing = 'declared' AND c.expires_at > agora.now()) AS declared,
       r.reputation,
       CASE WHEN r.reputation >= 0.90 THEN 'excellent'
            WHEN r.reputation >= 0.75 THEN 'good'
            WHEN r.reputation >= 0.60 THEN 'acceptable'
            WHEN r.reputation >= 0.40 THEN 'concerning'
            ELSE 'poor' END AS tier,
       coalesce(m.samples, 0) AS samples,
       m.success_rate,
       m.p50_ms,
       m.p95_ms,
       m.p99_ms,
       m.availability,
       coalesce(m.is_breached, false) AS is_breached,
       coalesce(b.status, 'closed') AS breaker,
       b.reason_class,
       b.reason
  FROM agora.principal AS p
  LEFT JOIN agora_work.agent_profile AS a ON a.principal_id = p.principal_id
  LEFT JOIN agora_work.agent_measure AS m ON m.principal_id = p.principal_id
  LEFT JOIN agora.breaker AS b ON b.breaker = agora_work.agent_breaker(p.principal_id)
 CROSS JOIN LATERAL (SELECT coalesce(m.reputation, agora.setting_numeric('work.reputation_prior')) AS reputation) AS r
 WHERE p.principal_id >= 1000
   AND num_nonnulls(a.principal_id, m.principal_id, b.breaker) > 0;

COMMENT ON VIEW agora_work.agent_standing IS 'Agents with cost, capabilities, measured reputation and its tier, objectives and breaker.';
COMMENT ON COLUMN agora_work.agent_standing.reputation IS 'As measured, or work.reputation_prior where nothing was; tier names its ranges.';
GRANT SELECT ON agora_work.agent_standing TO agora_reader;
