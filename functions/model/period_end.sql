-- When a period of a budget ends: a day of a zone may have 23 or 25 hours, so days and months are counted by its calendar.
-- Errors: 22023 unknown period or zone.
CREATE OR REPLACE FUNCTION agora_model.period_end(
    p_period  text,
    p_start   timestamptz,
    p_zone    text
)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $period_end$
DECLARE
    v_length interval := CASE p_period WHEN 'hour' THEN interval '1 hour' WHEN 'day' THEN interval '1 day' WHEN 'month' THEN interval '1 month' END;
BEGIN
    IF v_length IS NOT NULL THEN
        RETURN CASE p_period WHEN 'hour' THEN p_start + v_length ELSE (p_start AT TIME ZONE p_zone + v_length) AT TIME ZONE p_zone END;
    END IF;
    RAISE invalid_parameter_value;
EXCEPTION WHEN invalid_parameter_value OR datetime_field_overflow THEN
    RAISE EXCEPTION USING
        ERRCODE = '22023',
        MESSAGE = 'period has no end',
        DETAIL  = format('p_period=%s p_start=%s p_zone=%s', coalesce(p_period, 'NULL'), coalesce(p_start::text, 'NULL'), coalesce(p_zone, 'NULL')),
        HINT    = 'A period is hour, day or month; pg_timezone_names has the zones.';
END;
$period_end$;

COMMENT ON FUNCTION agora_model.period_end(text, timestamptz, text)
    IS 'End of a period of a budget (hour, day, month) in a time zone, which is the start of the next.';
REVOKE ALL ON FUNCTION agora_model.period_end(text, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.period_end(text, timestamptz, text) TO agora_reader;
