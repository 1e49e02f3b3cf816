-- A policy whose constants at some places are multiplied, or set. Whole micro-tokens.
CREATE OR REPLACE FUNCTION agora_reward._moved_policy(
    p_parameters  jsonb,
    p_places      text[],
    p_factor      numeric,
    p_value       numeric
)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_moved_policy$
DECLARE
    v_moved  jsonb := p_parameters;
    r_node   record;
BEGIN
    -- A loop, because each constant is set in what those before it left.
    FOR r_node IN
        SELECT n.path, n.value::numeric AS value
          FROM agora_reward._policy_nodes(p_parameters) AS n
         WHERE n.type = 'number' AND n.place = ANY (p_places)
    LOOP
        v_moved := jsonb_set(v_moved, string_to_array(r_node.path, '.'), to_jsonb(trim_scale(coalesce(p_value, round(r_node.value * p_factor, 6)))));
    END LOOP;
    RETURN v_moved;
END;
$_moved_policy$;

COMMENT ON FUNCTION agora_reward._moved_policy(jsonb, text[], numeric, numeric)
    IS 'Policy with the constants at some places multiplied by a factor or set to a value.';
REVOKE ALL ON FUNCTION agora_reward._moved_policy(jsonb, text[], numeric, numeric) FROM PUBLIC;
