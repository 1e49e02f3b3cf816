-- A page of the stream, in the order of delivery, for who keeps the position itself: the last event of a page is the p_after of
-- the next. Writes nothing and holds nothing back; like poll() it gives nothing that an open transaction could still precede.
-- Errors: 22023 · ZE004 no such event.
CREATE OR REPLACE FUNCTION agora_event.read(
    p_topics  text[],
    p_after   bigint  DEFAULT 0,
    p_to      bigint  DEFAULT NULL,
    p_limit   integer DEFAULT 1000
)
RETURNS SETOF agora_event.published
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000
SET search_path = pg_catalog, pg_temp
AS $read$
DECLARE
    v_horizon  xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_visible  bigint := agora.visible_principal();
    v_shared   text[] := ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared);
    v_pattern  text;
    v_xid      xid8;
    v_event    bigint;
    v_to_xid   xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_to       bigint := 0;
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100000);
    PERFORM agora_event._check_topics(p_topics);
    v_pattern := agora_event._topic_pattern(p_topics);
    SELECT p.xid, p.event_id INTO v_xid, v_event FROM agora_event._position_of(p_after) AS p;
    IF p_to IS NOT NULL THEN
        SELECT p.xid, p.event_id INTO v_to_xid, v_to FROM agora_event._position_of(p_to) AS p;
    END IF;
    RETURN QUERY
        SELECT b.event_id, b.topic, b.key, b.payload, b.principal_id, b.correlation_id, b.occurred_at, b.causation_id, b.trace_parent
          FROM ((SELECT '0'::xid8 AS xid, a.*
                   FROM agora_event._poll_archive(v_pattern, 1, ('[0:0]={' || v_event || '}')::bigint[], v_event, v_shared, v_visible, p_limit) AS a
                  WHERE v_xid = '0' AND ('0'::xid8, a.event_id) <= (v_to_xid, v_to))
                UNION ALL
                (SELECT e.xid, e.event_id, e.topic, e.key, e.payload, e.principal_id, e.correlation_id, e.occurred_at, e.causation_id, e.trace_parent
                   FROM agora_event.event AS e
                  WHERE (v_visible IN (0, e.principal_id) OR e.topic = ANY (v_shared))
                    AND (e.xid, e.event_id) > (v_xid, v_event)
                    AND (e.xid, e.event_id) <= (v_to_xid, v_to)
                    AND e.xid < v_horizon
                    AND e.topic ~ v_pattern
                  ORDER BY e.xid, e.event_id
                  LIMIT p_limit)
                ORDER BY 1, 2
                LIMIT p_limit) AS b
         ORDER BY b.xid, b.event_id;
END;
$read$;

COMMENT ON FUNCTION agora_event.read(text[], bigint, bigint, integer)
    IS 'Events behind p_after (0 = from the beginning), up to and with p_to (NULL = all that can be delivered), in the order of delivery, at most p_limit (1 to 100000); both are events that were read, or of place().';
REVOKE ALL ON FUNCTION agora_event.read(text[], bigint, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.read(text[], bigint, bigint, integer) TO agora_reader;
