-- One rule for every duration argument: longer than nothing, no longer than it may be, and no part of it negative.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora._check_interval(
    p_argument  text,
    p_value     interval,
    p_max       interval
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_interval$
BEGIN
    IF p_value IS NULL OR p_value <= interval '0' OR p_value > p_max OR NOT agora._is_forward(p_value) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'duration is out of range',
            DETAIL  = format('argument=%s value=%s longest=%s', p_argument, coalesce(p_value::text, 'NULL'), p_max),
            HINT    = 'Pass an interval such as 60 seconds, no part of it negative.';
    END IF;
END;
$_check_interval$;

COMMENT ON FUNCTION agora._check_interval(text, interval, interval)
    IS 'Refuse a duration that is missing, not positive in all its parts, or too long.';
REVOKE ALL ON FUNCTION agora._check_interval(text, interval, interval) FROM PUBLIC;
