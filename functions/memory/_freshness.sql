-- How much a fix still counts so many days after it last worked: from 1 down to a floor, half-way once per half-life. Whole days,
-- so that a rank does not change from one second to the next.
CREATE OR REPLACE FUNCTION agora_memory._freshness(
    p_days       integer,
    p_half_life  interval,
    p_floor      numeric
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round(p_floor + (1 - p_floor) * agora_memory._decay(1, make_interval(days => p_days), p_half_life)::numeric, 6);

COMMENT ON FUNCTION agora_memory._freshness(integer, interval, numeric)
    IS 'Freshness of what last worked p_days ago: p_floor + (1 - p_floor) / 2 ^ (days / half-life); a half-life of 0 keeps it 1.';
REVOKE ALL ON FUNCTION agora_memory._freshness(integer, interval, numeric) FROM PUBLIC;
