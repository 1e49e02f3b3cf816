-- Whether a JSON value is a list of at most 100 different ids, or null. Never raises.
CREATE OR REPLACE FUNCTION agora_memory._is_id_list(p_value jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(p_value)
    WHEN 'array' THEN jsonb_array_length(p_value) <= 100
                      AND (SELECT count(*) = count(DISTINCT e.value)
                                  AND coalesce(bool_and(e.value <> 'null' AND agora._is_number(e.value, 1, 9223372036854775807, 0)), true)
                             FROM jsonb_array_elements(p_value) AS e)
    ELSE jsonb_typeof(p_value) = 'null'
END;

COMMENT ON FUNCTION agora_memory._is_id_list(jsonb)
    IS 'Whether a JSON value is a list of at most 100 different ids.';
REVOKE ALL ON FUNCTION agora_memory._is_id_list(jsonb) FROM PUBLIC;
