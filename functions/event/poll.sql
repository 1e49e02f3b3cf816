-- The next events of a consumer, in order, none skipped: only events below the oldest open transaction are delivered, so
-- one that commits late is never passed over. Not acknowledged means delivered again. A bound login is given what the view
-- published shows it.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE002.   Locks: the consumer (two pollers of one consumer take turns).
CREATE OR REPLACE FUNCTION agora_event.poll(
    p_consumer  text,
    p_limit     integer DEFAULT 100,
    p_actor     bigint  DEFAULT agora.current_principal()
)
RETURNS SETOF agora_event.published
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $poll$
DECLARE
    v_consumer  agora_event.consumer;
    v_horizon   xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_visible   bigint := agora.visible_principal();
    v_shared    text[] := ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared);
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_limit', p_limit, 1, 100000);
    v_consumer := agora_event._lock_consumer(p_consumer, p_actor);
    RETURN QUERY
        SELECT e.event_id, e.topic, e.key, e.payload, e.principal_id, e.correlation_id, e.occurred_at
          FROM agora_event.event AS e
         WHERE (v_visible IN (0, e.principal_id) OR e.topic = ANY (v_shared))
           AND (e.xid, e.event_id) > (v_consumer.position_xid, v_consumer.position_event)
           AND e.xid < v_horizon
           AND e.topic ~ v_consumer.pattern
         ORDER BY e.xid, e.event_id
         LIMIT p_limit;
    IF NOT FOUND THEN -- nothing below the horizon is for this consumer: the next poll need not look there again
        UPDATE agora_event.consumer AS c
           SET position_xid = l.xid, position_event = l.event_id
          FROM (SELECT e.xid, e.event_id
                  FROM agora_event.event AS e
                 WHERE e.xid < v_horizon
                 ORDER BY e.xid DESC, e.event_id DESC
                 LIMIT 1) AS l
         WHERE c.consumer = p_consumer AND (c.position_xid, c.position_event) < (l.xid, l.event_id);
    END IF;
END;
$poll$;

COMMENT ON FUNCTION agora_event.poll(text, integer, bigint)
    IS 'Next unacknowledged events of a consumer, in order, at most p_limit (1 to 100000).';
REVOKE ALL ON FUNCTION agora_event.poll(text, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.poll(text, integer, bigint) TO agora_service;
