-- Events as readers see them: those of shared topics, and one's own.
CREATE OR REPLACE VIEW agora_event.published WITH (security_barrier) AS
SELECT e.event_id,
       e.topic,
       e.key,
       e.payload,
       e.principal_id,
       e.correlation_id,
       e.occurred_at
  FROM agora_event.event AS e
 WHERE (SELECT agora.visible_principal()) = 0
    OR (SELECT agora.visible_principal()) = e.principal_id
    OR e.topic = ANY (ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared));

COMMENT ON VIEW agora_event.published IS 'Events; a bound login sees those of shared topics and its own, services and operators see all.';
GRANT SELECT ON agora_event.published TO agora_reader;
