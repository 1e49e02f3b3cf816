-- The place just before an event in the order of delivery: that of the event before it, whatever its topic; before all those in
-- the partitions, the end of the archive.
CREATE OR REPLACE FUNCTION agora_event._place_before(
    p_xid       xid8,
    p_event_id  bigint
)
RETURNS TABLE (xid xid8, event_id bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(b.xid, '0') AS xid,
           coalesce(b.event_id, CASE WHEN p_xid = '0' THEN p_event_id - 1 ELSE agora_event._archived_below() END) AS event_id
      FROM (SELECT 1 AS one) AS one
      LEFT JOIN (SELECT e.xid, e.event_id
                   FROM agora_event.event AS e
                  WHERE (e.xid, e.event_id) < (p_xid, p_event_id)
                  ORDER BY e.xid DESC, e.event_id DESC
                  LIMIT 1) AS b ON true;
END;

COMMENT ON FUNCTION agora_event._place_before(xid8, bigint)
    IS 'Position of a consumer whose next event is this one.';
REVOKE ALL ON FUNCTION agora_event._place_before(xid8, bigint) FROM PUBLIC;
