-- Upper bound of the Wilson score interval: how good a rate can be at most. The interval is symmetric in successes and failures.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.wilson_upper_bound(
    p_successes  numeric,
    p_n          numeric,
    p_z          numeric DEFAULT 1.96
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 - agora_memory.wilson_lower_bound(p_n - p_successes, p_n, p_z);

COMMENT ON FUNCTION agora_memory.wilson_upper_bound(numeric, numeric, numeric)
    IS 'Upper bound of the Wilson score interval (Wilson 1927) for p_successes of p_n, to 6 decimals; of 0 of 0 it is 1.';
REVOKE ALL ON FUNCTION agora_memory.wilson_upper_bound(numeric, numeric, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.wilson_upper_bound(numeric, numeric, numeric) TO agora_reader;
