-- The position that an event's id, or a place in the archive, stands for. 0 is before everything.
-- Errors: ZE004 no such event.
CREATE OR REPLACE FUNCTION agora_event._position_of(p_event_id bigint)
RETURNS TABLE (xid xid8, event_id bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_position_of$
BEGIN
    RETURN QUERY SELECT e.xid, e.event_id FROM agora_event._event_of_id(p_event_id) AS e;
    IF NOT FOUND THEN
        IF p_event_id IS NULL OR p_event_id NOT BETWEEN 0 AND agora_event._archived_below() THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZE004',
                MESSAGE = 'no such event',
                DETAIL  = format('event_id=%s', coalesce(p_event_id::text, 'NULL')),
                HINT    = 'Pass an event that was read, what agora_event.place() gave, or 0 for the beginning.';
        END IF;
        RETURN QUERY SELECT '0'::xid8, p_event_id;
    END IF;
END;
$_position_of$;

COMMENT ON FUNCTION agora_event._position_of(bigint)
    IS 'Position in the order of delivery of an event or place.';
REVOKE ALL ON FUNCTION agora_event._position_of(bigint) FROM PUBLIC;
