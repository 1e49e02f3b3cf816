-- A duration in JSON: seconds as a number, or a text such as "90 minutes". NULL where it is neither; never raises.
CREATE OR REPLACE FUNCTION agora_work._duration(p_value jsonb)
RETURNS interval
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(p_value)
    WHEN 'number' THEN CASE WHEN abs((p_value)::numeric) <= 315360000 THEN make_interval(secs => round((p_value)::numeric, 6)::float8) END
    WHEN 'string' THEN CASE WHEN p_value #>> '{}' ~ '^[0-9]{1,6}([.][0-9]{1,6})? ?(s|sec|second|min|minute|h|hour|day|week)s?$' THEN (p_value #>> '{}')::interval END
END;

COMMENT ON FUNCTION agora_work._duration(jsonb)
    IS 'Interval of a JSON value: a number of seconds or a text such as 90 minutes; NULL for anything else.';
REVOKE ALL ON FUNCTION agora_work._duration(jsonb) FROM PUBLIC;
