-- The next events of a consumer, in order, none skipped: only events below the oldest open transaction are delivered, so
-- one that commits late is never passed over. Not acknowledged means delivered again. A bound login is given what the view
-- published shows it. Dead letters to be delivered again come first, by themselves; a share whose event failed waits.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE002 · ZE006 · ZE007.   Locks: the worker, its shares (two pollers take turns).
CREATE OR REPLACE FUNCTION agora_event.poll(
    p_consumer  text,
    p_limit     integer DEFAULT 100,
    p_worker    text    DEFAULT NULL,
    p_epoch     bigint  DEFAULT NULL,
    p_actor     bigint  DEFAULT agora.current_principal()
)
RETURNS SETOF agora_event.published
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $poll$
DECLARE
    v_actor     bigint := agora._act_as(p_actor);
    v_now       timestamptz := agora.now();
    v_horizon   xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_visible   bigint := agora.visible_principal();
    v_shared    text[];
    v_patterns  text[];
    v_shares    integer;
    v_xids      xid8[] := '{}';   -- position per share; NULL where it is another's, or waits
    v_events    bigint[] := '{}';
    v_xid       xid8;             -- the first of these positions
    v_event     bigint;
    r_share     agora_event.consumer;
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100000);
    -- A loop, because arrays are filled at the place of the share.
    FOR r_share IN SELECT s.* FROM agora_event._my_shares(p_consumer, p_worker, p_epoch, v_actor) AS s LOOP
        v_patterns := r_share.patterns;
        v_shares := r_share.shares;
        CONTINUE WHEN r_share.retry_at > v_now;
        v_xids[r_share.share] := r_share.position_xid;
        v_events[r_share.share] := r_share.position_event;
        IF v_xid IS NULL OR (r_share.position_xid, r_share.position_event) < (v_xid, v_event) THEN
            v_xid := r_share.position_xid;
            v_event := r_share.position_event;
        END IF;
    END LOOP;
    IF v_xid IS NULL THEN
        RETURN;
    END IF;
    IF v_visible <> 0 THEN
        v_shared := ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_shared);
    END IF;

    IF EXISTS (SELECT FROM agora_event.dead_letter AS d WHERE d.consumer = p_consumer AND d.status = 'requeued') THEN
        RETURN QUERY
            WITH again AS (
                UPDATE agora_event.dead_letter AS d
                   SET delivered_at = v_now
                 WHERE d.dead_letter_id = ANY (ARRAY(SELECT w.dead_letter_id
                                                       FROM agora_event.dead_letter AS w
                                                      WHERE w.consumer = p_consumer AND w.status = 'requeued' AND v_events[w.share] IS NOT NULL
                                                        AND (v_visible IN (0, w.principal_id) OR w.topic = ANY (v_shared))
                                                      ORDER BY w.event_id
                                                      LIMIT p_limit))
                RETURNING d.event_id, d.topic, d.key, d.payload, d.principal_id, d.correlation_id, d.occurred_at, d.causation_id, d.trace_parent)
            SELECT a.event_id, a.topic, a.key, a.payload, a.principal_id, a.correlation_id, a.occurred_at, a.causation_id, a.trace_parent FROM again AS a ORDER BY a.event_id;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    IF p_worker IS NULL THEN
        RETURN QUERY
            SELECT b.event_id, b.topic, b.key, b.payload, b.principal_id, b.correlation_id, b.occurred_at, b.causation_id, b.trace_parent
              FROM agora_event._events_between(v_patterns, v_visible, v_shared, v_xid, v_event, v_horizon, 0, p_limit, 1, NULL, NULL) AS b
             ORDER BY b.xid, b.event_id;
    ELSE
        RETURN QUERY
            WITH batch AS MATERIALIZED (
                SELECT e.* FROM agora_event._events_between(v_patterns, v_visible, v_shared, v_xid, v_event, v_horizon, 0, p_limit, v_shares, v_xids, v_events) AS e
            ), given AS (
                UPDATE agora_event.consumer AS c
                   SET delivered_xid = l.xid, delivered_event = l.event_id
                  FROM (SELECT b.xid, b.event_id FROM batch AS b ORDER BY b.xid DESC, b.event_id DESC LIMIT 1) AS l
                 WHERE c.consumer = p_consumer AND v_events[c.share] IS NOT NULL
                   AND (c.delivered_xid, c.delivered_event) IS DISTINCT FROM (l.xid, l.event_id))
            SELECT b.event_id, b.topic, b.key, b.payload, b.principal_id, b.correlation_id, b.occurred_at, b.causation_id, b.trace_parent
              FROM batch AS b ORDER BY b.xid, b.event_id;
    END IF;
    IF NOT FOUND THEN -- nothing below the horizon is for this caller: the next poll need not look there again
        UPDATE agora_event.consumer AS c
           SET position_xid = l.xid, position_event = l.event_id, delivered_xid = l.xid, delivered_event = l.event_id
          FROM (SELECT e.xid, e.event_id
                  FROM agora_event.event AS e
                 WHERE e.xid < v_horizon
                 ORDER BY e.xid DESC, e.event_id DESC
                 LIMIT 1) AS l
         WHERE c.consumer = p_consumer AND v_events[c.share] IS NOT NULL AND (c.position_xid, c.position_event) < (l.xid, l.event_id);
    END IF;
END;
$poll$;

COMMENT ON FUNCTION agora_event.poll(text, integer, text, bigint, bigint)
    IS 'Next unacknowledged events of a consumer, or of a worker''s part of it, in order, at most p_limit (1 to 100000).';
REVOKE ALL ON FUNCTION agora_event.poll(text, integer, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.poll(text, integer, text, bigint, bigint) TO agora_service;
