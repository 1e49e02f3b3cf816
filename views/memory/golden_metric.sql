-- How nomination, approval and reuse go: one row.
CREATE OR REPLACE VIEW agora_memory.golden_metric WITH (security_barrier) AS
SELECT count(*) AS nominated,
       count(*) FILTER (WHERE g.nominated_at > agora.now() - '7 days'::interval) AS nominated_last_week,
       count(*) FILTER (WHERE g.status = 'nominated') AS waiting,
       count(*) FILTER (WHERE g.approved_at IS NOT NULL) AS approved,
       count(*) FILTER (WHERE g.status = 'revoked') AS revoked,
       round(count(*) FILTER (WHERE g.approved_at IS NOT NULL)::numeric / nullif(count(*) FILTER (WHERE g.status <> 'nominated'), 0), 6) AS approval_rate,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY g.approved_at - g.nominated_at) AS median_approval_time,
       count(*) FILTER (WHERE g.status = 'approved' AND g.reuses > 0) AS reused,
       round(count(*) FILTER (WHERE g.status = 'approved' AND g.reuses > 0)::numeric / nullif(count(*) FILTER (WHERE g.status = 'approved'), 0), 6) AS reuse_rate
  FROM agora_memory.known_golden_state AS g;

COMMENT ON VIEW agora_memory.golden_metric IS 'Golden states in numbers: share of the decided that were approved, median time to approval, share of the approved that others reused.';
GRANT SELECT ON agora_memory.golden_metric TO agora_reader;
