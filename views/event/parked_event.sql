-- Dead letters of the consumers that the reader may use, of events that it may see.
CREATE OR REPLACE VIEW agora_event.parked_event WITH (security_barrier) AS
SELECT d.consumer,
       d.event_id,
       d.topic,
       d.key,
       d.payload,
       d.principal_id,
       d.correlation_id,
       d.occurred_at,
       d.causation_id,
       d.trace_parent,
       d.status,
       d.attempts,
       d.reason,
       d.parked_by,
       d.parked_at
  FROM agora_event.dead_letter AS d
  JOIN agora_event.consumer AS c ON c.consumer = d.consumer AND c.share = d.share
 WHERE (SELECT agora.visible_principal()) = 0
    OR ((SELECT agora.visible_principal()) = c.owner_id
        AND ((SELECT agora.visible_principal()) = d.principal_id
             OR d.topic = ANY (ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared))));

COMMENT ON VIEW agora_event.parked_event IS 'Events that consumers could not handle: dead, requeued, or handled since.';
GRANT SELECT ON agora_event.parked_event TO agora_reader;
