-- A place in the stream: the event before another one, or before a time, in the order of delivery. What lies behind it up to the
-- next place is read by read(), so that ranges between places neither overlap nor leave a gap.
-- Errors: 22023 not exactly one of them · ZE004 no such event.
CREATE OR REPLACE FUNCTION agora_event.place(
    p_event_id  bigint      DEFAULT NULL,
    p_time      timestamptz DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $place$
DECLARE
    v_place bigint;
BEGIN
    IF num_nonnulls(p_event_id, p_time) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'not one place',
            DETAIL  = format('p_event_id=%s p_time=%s', coalesce(p_event_id::text, 'NULL'), coalesce(p_time::text, 'NULL')),
            HINT    = 'Pass an event or a time.';
    END IF;
    IF p_event_id IS NULL THEN
        SELECT b.event_id INTO v_place
          FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid) AS h
          LEFT JOIN agora_event._first_since(p_time) AS f ON true
         CROSS JOIN LATERAL agora_event._place_before(coalesce(f.xid, h.xid), coalesce(f.event_id, 0)) AS b;
        RETURN v_place;
    END IF;
    SELECT b.event_id INTO v_place
      FROM agora_event._event_of_id(p_event_id) AS e
     CROSS JOIN LATERAL agora_event._place_before(e.xid, e.event_id) AS b;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE004',
            MESSAGE = 'no such event',
            DETAIL  = format('p_event_id=%s', p_event_id),
            HINT    = 'It was rolled back, is not committed yet or past its retention; p_time always has a place.';
    END IF;
    RETURN v_place;
END;
$place$;

COMMENT ON FUNCTION agora_event.place(bigint, timestamptz)
    IS 'The event just before an event or a time, in the order of delivery; 0 = none. For read().';
REVOKE ALL ON FUNCTION agora_event.place(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.place(bigint, timestamptz) TO agora_reader;
