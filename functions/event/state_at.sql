-- One object of a projection as it was at a time, by the facts recorded until then; NULL where there was none, or where it is
-- not the caller's to see.
-- Errors: 22023 · ZE009 unknown projection.
CREATE OR REPLACE FUNCTION agora_event.state_at(
    p_object  text,
    p_time    timestamptz
)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $state_at$
DECLARE
    v_parts     text[] := regexp_match(p_object, '^([a-z]+\.[a-z][a-z0-9_]*):([0-9]{1,18})$');
    v_function  text;
    v_state     jsonb;
BEGIN
    IF v_parts IS NULL OR p_time IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'no object at a time',
            DETAIL  = format('p_object=%s p_time=%s', coalesce(left(p_object, 200), 'NULL'), coalesce(p_time::text, 'NULL')),
            HINT    = 'Name the projection and the key, such as ledger.balances:1000, and a time.';
    END IF;
    SELECT p.state_function INTO v_function FROM agora_event.projection AS p WHERE p.projection = v_parts[1];
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE009',
            MESSAGE = 'unknown projection',
            DETAIL  = format('p_object=%s', left(p_object, 200)),
            HINT    = 'agora_event.registered_projection lists them.';
    END IF;
    EXECUTE format('SELECT %s($1, $2)', v_function::regproc) INTO v_state USING v_parts[2]::bigint, p_time;
    RETURN v_state;
END;
$state_at$;

COMMENT ON FUNCTION agora_event.state_at(text, timestamptz)
    IS 'An object, named projection:key, as it was at a time.';
REVOKE ALL ON FUNCTION agora_event.state_at(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.state_at(text, timestamptz) TO agora_reader;
