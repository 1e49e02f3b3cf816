-- A duration in JSON: seconds as a number, or a text as people write it, such as "1 hour 30 minutes", or as PostgreSQL prints it in any
-- IntervalStyle, such as "2 days 01:30:00", "@ 2 days 1 hour 30 mins", "2 1:30:00" or "P2DT1H30M", so that what the board shows can be handed
-- in again. NULL where it is none of that; never raises.
CREATE OR REPLACE FUNCTION agora_work._duration(p_value jsonb)
RETURNS interval
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(p_value)
    WHEN 'number' THEN CASE WHEN abs((p_value)::numeric) <= 315360000 THEN make_interval(secs => round((p_value)::numeric, 6)::float8) END
    WHEN 'string' THEN CASE WHEN p_value #>> '{}' ~ (
        '^(@ )?(?=[0-9](.*[0-9a-z])?$)([0-9]{1,6}([.][0-9]{1,6})? ?weeks?( |$))?([0-9]{1,6}([.][0-9]{1,6})? ?days?( |$))?'
        || '(([0-9]{1,6}([.][0-9]{1,6})? ?(h ?|hours?( |$)))?([0-9]{1,6}([.][0-9]{1,6})? ?(min|minute)s?( |$))?([0-9]{1,6}([.][0-9]{1,6})? ?(s|secs?|seconds?))?'
        || '|([0-9]{1,6} )?[0-9]{1,6}:[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?|0)$'
        || '|^P(?=.*[0-9][A-Z]$)([0-9]{1,6}W)?([0-9]{1,6}D)?(T([0-9]{1,6}H)?([0-9]{1,6}M)?([0-9]{1,6}([.][0-9]{1,6})?S)?)?$') THEN agora._as_seconds((p_value #>> '{}')::interval) END
END;

COMMENT ON FUNCTION agora_work._duration(jsonb)
    IS 'Interval of a JSON value: a number of seconds or a text such as 1 hour 30 minutes or 01:30:00; NULL for anything else.';
REVOKE ALL ON FUNCTION agora_work._duration(jsonb) FROM PUBLIC;
