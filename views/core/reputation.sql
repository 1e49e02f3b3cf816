-- Reputation by its events: their plain sum, and what it is now within bounds and after decay.
CREATE OR REPLACE VIEW agora.reputation WITH (security_barrier) AS
SELECT e.principal_id,
       e.dimension,
       sum(e.delta) AS score,
       count(*) AS events,
       max(e.recorded_at) AS last_recorded_at,
       agora.reputation(e.principal_id, e.dimension) AS reputation
  FROM agora.reputation_event AS e
 GROUP BY e.principal_id, e.dimension;

COMMENT ON VIEW agora.reputation IS 'Reputation per principal and dimension: plain sum of the events (score), and within bounds and after decay (reputation).';
COMMENT ON COLUMN agora.reputation.score      IS 'Plain sum of the events.';
COMMENT ON COLUMN agora.reputation.reputation IS 'The score within core.reputation_min and core.reputation_max, after decay.';
GRANT SELECT ON agora.reputation TO agora_reader;
