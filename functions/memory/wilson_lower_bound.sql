-- Lower bound of the Wilson score interval: how good a rate surely is, given how little was seen. 1 of 1 must not outrank 95 of 100.
-- Counts need not be whole, because evidence may be weighed by its age.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.wilson_lower_bound(
    p_successes  numeric,
    p_n          numeric,
    p_z          numeric DEFAULT 1.96
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $wilson_lower_bound$
DECLARE
    v_n     double precision;
    v_z     double precision;
    v_rate  double precision;
BEGIN
    IF NOT coalesce(p_successes >= 0 AND p_successes <= p_n AND p_n <= 1e19 AND p_z >= 0.01 AND p_z <= 10, false) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'counts are not usable',
            DETAIL  = format('p_successes=%s p_n=%s p_z=%s', coalesce(p_successes::text, 'NULL'), coalesce(p_n::text, 'NULL'), coalesce(p_z::text, 'NULL')),
            HINT    = 'Pass 0 <= successes <= n <= 1e19 and 0.01 <= z <= 10.';
    END IF;
    IF p_n < 1e-100 THEN
        RETURN 0;
    END IF;
    v_n := p_n;
    v_z := p_z;
    v_rate := p_successes / v_n;
    RETURN round(greatest(0, (v_rate + v_z * v_z / (2 * v_n)
                              - v_z * sqrt((v_rate * (1 - v_rate) + v_z * v_z / (4 * v_n)) / v_n)) / (1 + v_z * v_z / v_n))::numeric, 6);
END;
$wilson_lower_bound$;

COMMENT ON FUNCTION agora_memory.wilson_lower_bound(numeric, numeric, numeric)
    IS 'Lower bound of the Wilson score interval (Wilson 1927) for p_successes of p_n, to 6 decimals; 0 of 0 is 0.';
REVOKE ALL ON FUNCTION agora_memory.wilson_lower_bound(numeric, numeric, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.wilson_lower_bound(numeric, numeric, numeric) TO agora_reader;
