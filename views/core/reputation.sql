-- Reputation is the sum of its events.
CREATE OR REPLACE VIEW agora.reputation WITH (security_barrier) AS
SELECT e.principal_id,
       e.dimension,
       sum(e.delta) AS score,
       count(*) AS events,
       max(e.recorded_at) AS last_recorded_at
  FROM agora.reputation_event AS e
 GROUP BY e.principal_id, e.dimension;

COMMENT ON VIEW agora.reputation IS 'Sum of reputation events per principal and dimension.';
GRANT SELECT ON agora.reputation TO agora_reader;
