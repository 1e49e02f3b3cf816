-- Shares of consumers: who holds them, where they stand, what they wait for.
CREATE OR REPLACE VIEW agora_event.consumer_share WITH (security_barrier) AS
SELECT c.consumer,
       c.share,
       c.position_event,
       c.delivered_event,
       CASE WHEN c.lease_until > agora.now() THEN c.worker END AS worker,
       c.lease_until,
       c.failing_event,
       c.attempts,
       c.retry_at,
       c.last_error,
       c.acknowledged_at
  FROM agora_event.consumer AS c
 WHERE (SELECT agora.visible_principal()) IN (0, c.owner_id);

COMMENT ON VIEW agora_event.consumer_share IS 'Shares of consumers with their worker, position and the event that keeps them waiting.';
GRANT SELECT ON agora_event.consumer_share TO agora_reader;
