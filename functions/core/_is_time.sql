-- Whether a JSON value, where there is one, is a time with its zone that a cast to timestamptz takes: ISO 8601, from 1900 on.
-- Never raises.
CREATE OR REPLACE FUNCTION agora._is_time(p_value jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_value IS NULL OR jsonb_typeof(p_value) = 'null' THEN true
    WHEN jsonb_typeof(p_value) = 'string'
         AND p_value #>> '{}' ~ '^(19|[2-9]\d)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.]\d{1,9})?)?([Zz]|[+-](0\d|1[0-4])(:?[0-5]\d)?)$'
    THEN substr(p_value #>> '{}', 9, 2)::integer <= 28
         OR extract(month FROM make_date(substr(p_value #>> '{}', 1, 4)::integer, substr(p_value #>> '{}', 6, 2)::integer, 1)
                               + (substr(p_value #>> '{}', 9, 2)::integer - 1)) = substr(p_value #>> '{}', 6, 2)::integer
    ELSE false
END;

COMMENT ON FUNCTION agora._is_time(jsonb)
    IS 'Whether a JSON value is absent or an ISO 8601 time with zone.';
REVOKE ALL ON FUNCTION agora._is_time(jsonb) FROM PUBLIC;
