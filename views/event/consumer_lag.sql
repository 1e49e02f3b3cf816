-- How far each consumer is behind, by the events that poll() would give the reader, and which transaction holds delivery back.
CREATE OR REPLACE VIEW agora_event.consumer_lag WITH (security_barrier) AS
SELECT c.consumer,
       c.topics,
       c.owner_id,
       c.position_event,
       c.acknowledged_at,
       b.events_behind,
       b.oldest_waiting_at,
       h.events_held_back,
       h.held_back_by_pid
  FROM agora_event.consumer AS c
 CROSS JOIN LATERAL (
       SELECT count(*) AS events_behind, min(e.occurred_at) AS oldest_waiting_at
         FROM agora_event.event AS e
        WHERE (e.xid, e.event_id) > (c.position_xid, c.position_event)
          AND e.topic ~ c.pattern
          AND ((SELECT agora.visible_principal()) = 0
               OR (SELECT agora.visible_principal()) = e.principal_id
               OR e.topic = ANY (ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared)))) AS b
 CROSS JOIN LATERAL (
       SELECT (SELECT count(*) FROM agora_event.event AS e WHERE e.xid >= pg_snapshot_xmin(pg_current_snapshot())) AS events_held_back,
              (SELECT a.pid
                 FROM pg_catalog.pg_stat_activity AS a
                WHERE a.backend_xid IS NOT NULL
                ORDER BY pg_catalog.age(a.backend_xid) DESC
                LIMIT 1) AS held_back_by_pid) AS h
 WHERE (SELECT agora.visible_principal()) IN (0, c.owner_id);

COMMENT ON VIEW agora_event.consumer_lag IS 'Per consumer: events behind that the reader may see, age of the oldest, and the server process whose open transaction holds delivery back.';
GRANT SELECT ON agora_event.consumer_lag TO agora_reader;
