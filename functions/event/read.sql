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
SET enable_seqscan = off
AS $read$
DECLARE
    v_horizon  xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_visible  bigint := agora.visible_principal();
    v_shared   text[] := ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared);
    v_xid      xid8;
    v_event    bigint;
    v_to_xid   xid8 := v_horizon;
    v_to       bigint := 0;
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100000);
    PERFORM agora_event._check_topics(p_topics);
    SELECT p.xid, p.event_id INTO v_xid, v_event FROM agora_event._position_of(p_after) AS p;
    IF p_to IS NOT NULL THEN
        SELECT l.xid, l.event_id INTO v_to_xid, v_to
          FROM (SELECT p.xid, p.event_id FROM agora_event._position_of(p_to) AS p
                 UNION ALL
                SELECT v_horizon, 0) AS l
         ORDER BY l.xid, l.event_id
         LIMIT 1;
    END IF;
    RETURN QUERY
        SELECT b.event_id, b.topic, b.key, b.payload, b.principal_id, b.correlation_id, b.occurred_at, b.causation_id, b.trace_parent
          FROM agora_event._events_between(agora_event._topic_patterns(p_topics), v_visible, v_shared, v_xid, v_event, v_to_xid, v_to, p_limit, 1, NULL, NULL) AS b
         ORDER BY b.xid, b.event_id;
END;
$read$;

COMMENT ON FUNCTION agora_event.read(text[], bigint, bigint, integer)
    IS 'Events behind p_after (0 = from the beginning), up to and with p_to (NULL = all that can be delivered), in the order of delivery, at most p_limit (1 to 100000); both are events that were read, or of place().';
REVOKE ALL ON FUNCTION agora_event.read(text[], bigint, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.read(text[], bigint, bigint, integer) TO agora_reader;
