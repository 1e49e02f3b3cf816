-- Events as readers see them: those of shared topics, and one's own; archived ones like all others.
CREATE OR REPLACE VIEW agora_event.published WITH (security_barrier) AS
SELECT e.event_id,
       e.topic,
       e.key,
       e.payload,
       e.principal_id,
       e.correlation_id,
       e.occurred_at,
       e.causation_id,
       e.trace_parent
  FROM agora_event.event AS e
 WHERE (SELECT agora.visible_principal()) = 0
    OR (SELECT agora.visible_principal()) = e.principal_id
    OR e.topic = ANY (ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared))
UNION ALL
SELECT a.event_id,
       a.topic,
       a.key,
       a.payload,
       a.principal_id,
       a.correlation_id,
       a.occurred_at,
       a.causation_id,
       a.trace_parent
  FROM agora_event.event_archive AS a
 WHERE a.event_id < (SELECT max(r.upper_bound) AS bound FROM agora_event.retired_partition AS r)
   AND ((SELECT agora.visible_principal()) = 0
        OR (SELECT agora.visible_principal()) = a.principal_id
        OR a.topic = ANY (ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared)));

COMMENT ON VIEW agora_event.published IS 'Events; a bound login sees those of shared topics and its own, services and operators see all.';
GRANT SELECT ON agora_event.published TO agora_reader;
