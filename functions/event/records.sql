-- What leaves for another system: the events themselves, or what a map makes of them. Who may not see an event gets no record of it.
-- Errors: 22023 · ZE010 unknown map.
CREATE OR REPLACE FUNCTION agora_event.records(
    p_events  bigint[],
    p_map     text DEFAULT NULL
)
RETURNS SETOF agora_event.published
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000
SET search_path = pg_catalog, pg_temp
AS $records$
DECLARE
    v_function text;
BEGIN
    IF p_events IS NULL OR cardinality(p_events) > 100000 OR EXISTS (SELECT 1 FROM unnest(p_events) AS i(event_id) WHERE i.event_id IS NULL) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'not a list of events',
            DETAIL  = format('events=%s', coalesce(cardinality(p_events)::text, 'NULL')),
            HINT    = 'Pass up to 100000 ids, none of them NULL.';
    END IF;
    IF p_map IS NULL THEN
        RETURN QUERY
            SELECT p.*
              FROM unnest(p_events) WITH ORDINALITY AS i(event_id, place)
              JOIN agora_event.published AS p ON p.event_id = i.event_id
             ORDER BY i.place;
        RETURN;
    END IF;
    SELECT m.function_name INTO v_function FROM agora_event.map AS m WHERE m.map = p_map;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE010',
            MESSAGE = 'unknown map',
            DETAIL  = format('p_map=%s', left(p_map, 200)),
            HINT    = 'agora_event.registered_map lists them.';
    END IF;
    RETURN QUERY EXECUTE format('SELECT r.* FROM %s($1) AS r', v_function::regproc) USING p_events;
END;
$records$;

COMMENT ON FUNCTION agora_event.records(bigint[], text)
    IS 'Events by their ids, in that order, or the records that a map makes of them.';
REVOKE ALL ON FUNCTION agora_event.records(bigint[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.records(bigint[], text) TO agora_reader;
