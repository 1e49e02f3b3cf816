-- Whether an event exists: this transaction's and archived ones included.
CREATE OR REPLACE FUNCTION agora_event._event_exists(p_event_id bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_event_exists$
BEGIN
    RETURN EXISTS (SELECT 1 FROM agora_event.event AS e WHERE e.event_id = p_event_id)
        OR EXISTS (SELECT 1 FROM agora_event.event_archive AS a WHERE a.event_id = p_event_id);
END;
$_event_exists$;

COMMENT ON FUNCTION agora_event._event_exists(bigint)
    IS 'Whether there is such an event.';
REVOKE ALL ON FUNCTION agora_event._event_exists(bigint) FROM PUBLIC;
