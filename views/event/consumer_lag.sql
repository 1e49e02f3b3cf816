-- How far each consumer is behind, by the events that poll() would give the reader, and which transaction holds delivery back.
CREATE OR REPLACE VIEW agora_event.consumer_lag WITH (security_barrier) AS
SELECT c.consumer,
       c.topics,
       c.owner_id,
       c.shares,
       s.workers,
       s.position_event,
       s.acknowledged_at,
       b.events_behind,
       b.oldest_waiting_at,
       s.shares_waiting,
       d.dead_letters,
       h.events_held_back,
       h.held_back_by_pid,
       h.held_back_since
  FROM agora_event.consumer AS c
 CROSS JOIN LATERAL (
       SELECT min(x.position_event) AS position_event, max(x.acknowledged_at) AS acknowledged_at,
              count(DISTINCT x.worker) FILTER (WHERE x.lease_until > agora.now()) AS workers,
              count(*) FILTER (WHERE x.retry_at > agora.now()) AS shares_waiting
         FROM agora_event.consumer AS x
        WHERE x.consumer = c.consumer) AS s
 CROSS JOIN LATERAL (
       SELECT count(*) AS events_behind, min(e.occurred_at) AS oldest_waiting_at
         FROM agora_event.consumer AS x
        CROSS JOIN LATERAL (
              SELECT l.event_id, l.topic, l.key, l.principal_id, l.occurred_at
                FROM agora_event.event AS l
               WHERE (l.xid, l.event_id) > (x.position_xid, x.position_event)
              UNION ALL
              SELECT a.event_id, a.topic, a.key, a.principal_id, a.occurred_at
                FROM agora_event.event_archive AS a
               WHERE x.position_xid = '0' AND a.event_id > x.position_event
                 AND a.event_id < (SELECT max(r.upper_bound) AS bound FROM agora_event.retired_partition AS r)) AS e
        WHERE x.consumer = c.consumer
          AND e.topic LIKE ANY (c.patterns)
          -- _share_of(), written out for those who may not call it
          AND CASE WHEN c.shares = 1 THEN 0
                   ELSE get_byte(sha256(convert_to(coalesce(e.key, e.event_id::text), 'UTF8')), 0) % c.shares END = x.share
          AND ((SELECT agora.visible_principal()) = 0
               OR (SELECT agora.visible_principal()) = e.principal_id
               OR e.topic = ANY (ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared)))) AS b
 CROSS JOIN LATERAL (SELECT count(*) AS dead_letters FROM agora_event.dead_letter AS l WHERE l.consumer = c.consumer AND l.status = 'dead') AS d
 CROSS JOIN agora_event.delivery_horizon AS h
 WHERE c.share = 0 AND (SELECT agora.visible_principal()) IN (0, c.owner_id);

COMMENT ON VIEW agora_event.consumer_lag IS 'Per consumer: events behind that the reader may see, age of the oldest, workers, dead letters, and the server process whose open transaction holds delivery back.';
GRANT SELECT ON agora_event.consumer_lag TO agora_reader;
