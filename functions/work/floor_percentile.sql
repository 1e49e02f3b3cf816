-- The floor rule: of n values in ascending order the one at place floor(share × n), counted from 0. So of up to 100 values the 99th
-- percentile is the greatest: few samples hide nothing. It is not what percentile_disc() or percentile_cont() say.
CREATE OR REPLACE FUNCTION agora_work.floor_percentile(
    p_values  numeric[],
    p_share   numeric
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN agora_work.sorted_percentile(ARRAY(SELECT v.value FROM unnest(p_values) AS v(value) WHERE v.value IS NOT NULL ORDER BY v.value), p_share);

COMMENT ON FUNCTION agora_work.floor_percentile(numeric[], numeric)
    IS 'Percentile of values by the floor rule, for a share from 0 to below 1; NULL without values.';
REVOKE ALL ON FUNCTION agora_work.floor_percentile(numeric[], numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.floor_percentile(numeric[], numeric) TO agora_reader;
