-- A time zone that the server knows.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._check_time_zone(
    p_zone  text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_time_zone$
BEGIN
    PERFORM agora.now() AT TIME ZONE p_zone;
EXCEPTION WHEN invalid_parameter_value THEN
    RAISE EXCEPTION USING
        ERRCODE = '22023',
        MESSAGE = 'time zone is not known',
        DETAIL  = format('model.budget_time_zone=%s', p_zone),
        HINT    = 'Set model.budget_time_zone to a name of pg_timezone_names, such as Europe/Berlin.';
END;
$_check_time_zone$;

COMMENT ON FUNCTION agora_model._check_time_zone(text)
    IS 'Refuse a time zone that the server does not know.';
REVOKE ALL ON FUNCTION agora_model._check_time_zone(text) FROM PUBLIC;
