-- Reputation as it is measured: the success rate, less a malus for missing the objective of success (twice the shortfall, at most .30)
-- and one for missing that of latency (.2 for each time it is exceeded, at most .20). Latency that is not known costs nothing.
CREATE OR REPLACE FUNCTION agora_work.measured_reputation(
    p_success         numeric,
    p_success_target  numeric,
    p_p99_ms          numeric,
    p_p99_target_ms   numeric
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(1, greatest(0, (1 - least(0.30, greatest(0, 2 * (p_success_target - p_success)))
                               - least(0.20, greatest(0, 0.2 * (coalesce(p_p99_ms / nullif(p_p99_target_ms, 0), 0) - 1)))) * p_success));

COMMENT ON FUNCTION agora_work.measured_reputation(numeric, numeric, numeric, numeric)
    IS 'Reputation, 0 to 1, from success rate and p99 latency in milliseconds against their objectives.';
REVOKE ALL ON FUNCTION agora_work.measured_reputation(numeric, numeric, numeric, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.measured_reputation(numeric, numeric, numeric, numeric) TO agora_reader;
