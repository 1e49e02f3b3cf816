-- An id before which every event was written before a time: found by halving, because ids rise with the time of writing and an
-- index on time would cost every event. They rise nearly: occurred_at is the beginning of the statement, so one that runs long
-- writes an older time behind newer ones. Looking a day further back makes up for all but a statement of more than a day.
CREATE OR REPLACE FUNCTION agora_event._first_near(p_time timestamptz)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_first_near$
DECLARE
    v_time  timestamptz := p_time - interval '24 hours';
    v_low   bigint := agora_event._archived_below();
    v_high  bigint := (SELECT s.last_value + 1 FROM agora_event.event_id_seq AS s);
    v_mid   bigint;
BEGIN
    -- A loop, because each half depends on what was found in the middle.
    WHILE v_low < v_high LOOP
        v_mid := v_low + (v_high - v_low) / 2;
        IF (SELECT e.occurred_at FROM agora_event.event AS e WHERE e.event_id >= v_mid AND e.event_id < v_high ORDER BY e.event_id LIMIT 1) < v_time THEN
            v_low := v_mid + 1;
        ELSE
            v_high := v_mid;
        END IF;
    END LOOP;
    RETURN v_low;
END;
$_first_near$;

COMMENT ON FUNCTION agora_event._first_near(timestamptz)
    IS 'An event id not far before the first that was written at a time.';
REVOKE ALL ON FUNCTION agora_event._first_near(timestamptz) FROM PUBLIC;
