-- One rule for every numeric argument: present, finite, within its bounds (both inclusive).
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora._check_number(
    p_argument  text,
    p_value     numeric,
    p_min       numeric,
    p_max       numeric,
    p_optional  boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_number$
BEGIN
    IF p_value IS NULL AND p_optional THEN
        RETURN;
    END IF;
    -- NaN sorts above every number, so the bounds refuse it too.
    IF p_value IS NULL OR p_value < p_min OR p_value > p_max THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'number is out of range',
            DETAIL  = format('argument=%s value=%s range=%s..%s', p_argument, coalesce(p_value::text, 'NULL'), p_min, p_max),
            HINT    = 'Pass a finite number within the range.';
    END IF;
END;
$_check_number$;

COMMENT ON FUNCTION agora._check_number(text, numeric, numeric, numeric, boolean)
    IS 'Refuse a number that is missing, not finite or out of its range.';
REVOKE ALL ON FUNCTION agora._check_number(text, numeric, numeric, numeric, boolean) FROM PUBLIC;
