-- The first event, in the order of delivery, that was written at a time or later: none such is missed by who begins there, not
-- even one of a transaction that began long before. So all events since then are looked at (OFFSET 0 keeps the planner from
-- walking through all that is older in the order of delivery instead): less than who asked is about to read.
CREATE OR REPLACE FUNCTION agora_event._first_since(p_time timestamptz)
RETURNS TABLE (xid xid8, event_id bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_since$
#variable_conflict use_column
DECLARE
    v_near bigint := agora_event._first_near(p_time);
BEGIN
    RETURN QUERY
        SELECT f.xid, f.event_id
          FROM (SELECT '0'::xid8 AS xid, a.event_id
                  FROM agora_event.event_archive AS a
                 WHERE a.occurred_at >= p_time AND a.event_id < agora_event._archived_below()
                UNION ALL
                SELECT e.xid, e.event_id
                  FROM agora_event.event AS e
                 WHERE e.event_id >= v_near AND e.occurred_at >= p_time AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
                OFFSET 0) AS f
         ORDER BY f.xid, f.event_id
         LIMIT 1;
END;
$_first_since$;

COMMENT ON FUNCTION agora_event._first_since(timestamptz)
    IS 'Where to begin to read everything since a time.';
REVOKE ALL ON FUNCTION agora_event._first_since(timestamptz) FROM PUBLIC;
