-- The floor rule: of n values in ascending order the one at place floor(share × n), counted from 0. So of up to 100 values the 99th
-- percentile is the greatest: few samples hide nothing. It is not what percentile_disc() or percentile_cont() say.
CREATE OR REPLACE FUNCTION agora_work.floor_percentile(
    p_values  numeric[],
    p_share   numeric
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY(SELECT v.value FROM unnest(p_values) AS v(value) WHERE v.value IS NOT NULL ORDER BY v.value))
       [floor(least(greatest(p_share, 0), 0.999999) * (SELECT count(v.value) FROM unnest(p_values) AS v(value)))::integer + 1];

COMMENT ON FUNCTION agora_work.floor_percentile(numeric[], numeric)
    IS 'Percentile of values by the floor rule, for a share from 0 to below 1; NULL without values.';
REVOKE ALL ON FUNCTION agora_work.floor_percentile(numeric[], numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.floor_percentile(numeric[], numeric) TO agora_reader;
