-- Rebuilds derived tables from what was recorded, as replayed_… in a schema of the caller's (its temporary one by default), and
-- compares them with the live ones. Over all events nothing may differ; over a range the tables are what that range makes.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE009 unknown projection.
CREATE OR REPLACE FUNCTION agora_event.replay(
    p_from        bigint DEFAULT NULL,
    p_to          bigint DEFAULT NULL,
    p_into        text   DEFAULT 'pg_temp',
    p_projection  text   DEFAULT NULL,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS SETOF agora_event.replay_report
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $replay$
DECLARE
    v_found       boolean := false;
    r_projection  agora_event.projection;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_from > p_to OR p_into IS NULL OR p_into ~ '^agora(_|$)'
       OR (p_into <> 'pg_temp' AND NOT coalesce(has_schema_privilege(to_regnamespace(quote_ident(p_into)), 'CREATE, USAGE'), false)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'cannot replay there',
            DETAIL  = format('p_from=%s p_to=%s p_into=%s', coalesce(p_from::text, 'NULL'), coalesce(p_to::text, 'NULL'), coalesce(left(p_into, 200), 'NULL')),
            HINT    = 'From an event to one that is not before it; into pg_temp, or into a schema of yours after GRANT CREATE, USAGE ON SCHEMA … TO agora_owner.';
    END IF;
    -- A loop, because each projection is a table of its own.
    FOR r_projection IN
        SELECT p.* FROM agora_event.projection AS p WHERE p.projection = coalesce(p_projection, p.projection) ORDER BY p.projection
    LOOP
        v_found := true;
        RETURN QUERY SELECT r.* FROM agora_event._replay_projection(r_projection, p_from, p_to, p_into) AS r;
    END LOOP;
    IF NOT v_found THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE009',
            MESSAGE = 'unknown projection',
            DETAIL  = format('p_projection=%s', coalesce(p_projection, 'NULL')),
            HINT    = 'agora_event.registered_projection lists them.';
    END IF;
END;
$replay$;

COMMENT ON FUNCTION agora_event.replay(bigint, bigint, text, text, bigint)
    IS 'Rebuild derived tables, one or all, from the events p_from to p_to (both included; NULL = all) and count the lines that differ from the live ones.';
REVOKE ALL ON FUNCTION agora_event.replay(bigint, bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.replay(bigint, bigint, text, text, bigint) TO agora_operator;
