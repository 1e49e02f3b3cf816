-- Circuit breakers as they stand.
CREATE OR REPLACE VIEW agora.breaker_state WITH (security_barrier) AS
SELECT b.breaker,
       b.status,
       b.reason_class,
       b.reason,
       b.failures,
       b.opened_at,
       b.probe_until,
       b.changed_by,
       b.changed_at
  FROM agora.breaker AS b;

COMMENT ON VIEW agora.breaker_state IS 'Circuit breakers with status, reason and consecutive failures.';
GRANT SELECT ON agora.breaker_state TO agora_reader;
