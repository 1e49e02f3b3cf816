-- The floor rule for values that are sorted, and all known.
CREATE OR REPLACE FUNCTION agora_work.sorted_percentile(
    p_sorted  numeric[],
    p_share   numeric
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_sorted[floor(least(greatest(p_share, 0), 0.999999) * cardinality(p_sorted))::integer + 1];

COMMENT ON FUNCTION agora_work.sorted_percentile(numeric[], numeric)
    IS 'Percentile of sorted values, none of them NULL, by the floor rule, for a share from 0 to below 1.';
REVOKE ALL ON FUNCTION agora_work.sorted_percentile(numeric[], numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.sorted_percentile(numeric[], numeric) TO agora_reader;
