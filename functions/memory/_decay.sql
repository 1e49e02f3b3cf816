-- What is left of a weight after a time: halved once per half-life. After sixty of them, or below 1e-100, it is nothing, so
-- that no product underflows.
CREATE OR REPLACE FUNCTION agora_memory._decay(
    p_weight     double precision,
    p_age        interval,
    p_half_life  interval
)
RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_half_life = interval '0' OR p_age <= interval '0' THEN p_weight
    WHEN p_weight < 1e-100 OR extract(epoch FROM p_age) > 60 * extract(epoch FROM p_half_life) THEN 0
    ELSE p_weight * 2 ^ (-extract(epoch FROM p_age) / extract(epoch FROM p_half_life))::double precision
END;

COMMENT ON FUNCTION agora_memory._decay(double precision, interval, interval)
    IS 'Weight after a time, halved once per half-life; a half-life of 0 takes nothing away.';
REVOKE ALL ON FUNCTION agora_memory._decay(double precision, interval, interval) FROM PUBLIC;
