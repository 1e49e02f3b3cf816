-- Whether a JSON value, where there is one, is a number within bounds and of at most so many decimals. Never raises, and small
-- enough to be inlined.
CREATE OR REPLACE FUNCTION agora._is_number(
    p_value     jsonb,
    p_min       numeric,
    p_max       numeric,
    p_decimals  integer
)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(p_value)
    WHEN 'number' THEN (p_value)::numeric >= p_min AND (p_value)::numeric <= p_max
                       AND scale(trim_scale((p_value)::numeric)) <= p_decimals
    WHEN 'null' THEN true
    ELSE p_value IS NULL
END;

COMMENT ON FUNCTION agora._is_number(jsonb, numeric, numeric, integer)
    IS 'Whether a JSON value is absent or a number from p_min to p_max with at most p_decimals decimals.';
REVOKE ALL ON FUNCTION agora._is_number(jsonb, numeric, numeric, integer) FROM PUBLIC;
