-- Asks every health probe. The command line turns it into an exit code: 0 all ok, 1 something is not, 2 unreachable.
CREATE OR REPLACE FUNCTION agora.health()
RETURNS SETOF agora.health_report
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $health$
DECLARE
    r_probe agora.probe;
BEGIN
    -- A loop, because each probe is another function.
    FOR r_probe IN SELECT p.* FROM agora.probe AS p WHERE p.kind = 'health' ORDER BY p.probe LOOP
        RETURN QUERY EXECUTE format('SELECT h.component, h.ok, h.detail, h.hint FROM %s() AS h', r_probe.function_name::regproc);
    END LOOP;
END;
$health$;

COMMENT ON FUNCTION agora.health()
    IS 'Health by component: ok, what was seen, what to do.';
REVOKE ALL ON FUNCTION agora.health() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.health() TO agora_reader;
