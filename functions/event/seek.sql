-- Moves a consumer, all its shares, to the beginning, to the end, to an event (the next to be delivered) or to a time (the
-- first event written at it or later; the end, if there is none). What workers were given before is not theirs to acknowledge.
-- Errors: 22023 not exactly one goal · 42501 · ZA001 · ZA002 · ZE002 · ZE004 no such event.   Locks: the shares, in order.
CREATE OR REPLACE FUNCTION agora_event.seek(
    p_consumer  text,
    p_to        text        DEFAULT NULL,
    p_event_id  bigint      DEFAULT NULL,
    p_time      timestamptz DEFAULT NULL,
    p_actor     bigint      DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $seek$
DECLARE
    v_horizon  xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_xid      xid8;
    v_event    bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF num_nonnulls(p_to, p_event_id, p_time) <> 1 OR p_to NOT IN ('beginning', 'end') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'not one place to go to',
            DETAIL  = format('p_to=%s p_event_id=%s p_time=%s', coalesce(left(p_to, 200), 'NULL'), coalesce(p_event_id::text, 'NULL'), coalesce(p_time::text, 'NULL')),
            HINT    = 'Pass exactly one: p_to beginning or end, p_event_id, or p_time.';
    END IF;
    PERFORM agora_event._find_consumer(p_consumer, p_actor);
    PERFORM 1 FROM agora_event.consumer AS c WHERE c.consumer = p_consumer ORDER BY c.share FOR NO KEY UPDATE;

    SELECT f.xid, f.event_id INTO v_xid, v_event
      FROM (SELECT i.xid, i.event_id FROM agora_event._event_of_id(p_event_id) AS i
            UNION ALL
            SELECT t.xid, t.event_id FROM agora_event._first_since(p_time) AS t) AS f;
    IF NOT FOUND AND p_event_id IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE004',
            MESSAGE = 'no such event',
            DETAIL  = format('p_event_id=%s', p_event_id),
            HINT    = 'It was rolled back, is not committed yet or past its retention; p_to => ''end'' and p_time always have a place.';
    END IF;
    IF p_to = 'beginning' THEN
        v_xid := '0';
        v_event := 1;
    END IF;
    SELECT p.xid, p.event_id INTO v_xid, v_event
      FROM agora_event._place_before(coalesce(v_xid, v_horizon), coalesce(v_event, 0)) AS p;
    UPDATE agora_event.consumer AS c
       SET position_xid = v_xid, position_event = v_event, delivered_xid = v_xid, delivered_event = v_event,
           failing_event = NULL, attempts = 0, retry_at = NULL, last_error = NULL
     WHERE c.consumer = p_consumer;
    RETURN v_event;
END;
$seek$;

COMMENT ON FUNCTION agora_event.seek(text, text, bigint, timestamptz, bigint)
    IS 'Move a consumer to ''beginning'' or ''end'', to an event or to a time; returns the event it now stands behind, 0 = none.';
REVOKE ALL ON FUNCTION agora_event.seek(text, text, bigint, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.seek(text, text, bigint, timestamptz, bigint) TO agora_service;
