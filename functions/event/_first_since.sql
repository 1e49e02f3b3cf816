-- The first event, in the order of delivery, that was written at a time or later.
CREATE OR REPLACE FUNCTION agora_event._first_since(p_time timestamptz)
RETURNS TABLE (xid xid8, event_id bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.xid, f.event_id
      FROM ((SELECT '0'::xid8 AS xid, a.event_id
               FROM agora_event.event_archive AS a
              WHERE a.occurred_at >= p_time AND a.event_id < agora_event._archived_below()
              ORDER BY a.event_id
              LIMIT 1)
            UNION ALL
            (SELECT e.xid, e.event_id
               FROM agora_event.event AS e
              WHERE e.occurred_at >= p_time AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
              ORDER BY e.xid, e.event_id
              LIMIT 1)) AS f
     ORDER BY f.xid, f.event_id
     LIMIT 1;
END;

COMMENT ON FUNCTION agora_event._first_since(timestamptz)
    IS 'Where to begin to read everything since a time.';
REVOKE ALL ON FUNCTION agora_event._first_since(timestamptz) FROM PUBLIC;
