-- Whether a JSON value is a list of at most 1000 states, or null. Never raises.
CREATE OR REPLACE FUNCTION agora_memory._is_snapshot_list(p_value jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_value IS NULL OR jsonb_typeof(p_value) = 'null' THEN true
    WHEN jsonb_typeof(p_value) = 'array'
    THEN jsonb_array_length(p_value) <= 1000
         AND NOT EXISTS (SELECT 1
                           FROM jsonb_array_elements(p_value) AS s
                          WHERE CASE WHEN jsonb_typeof(s.value) <> 'object' THEN true
                                     WHEN s.value - '{kind,content}'::text[] <> '{}' THEN true
                                     WHEN coalesce(s.value ->> 'kind', '') <> ALL ('{error,success,checkpoint}') THEN true
                                     ELSE coalesce(jsonb_typeof(s.value -> 'content'), 'null') <> 'object' END)
    ELSE false
END;

COMMENT ON FUNCTION agora_memory._is_snapshot_list(jsonb)
    IS 'Whether a JSON value is absent or a list of at most 1000 states.';
REVOKE ALL ON FUNCTION agora_memory._is_snapshot_list(jsonb) FROM PUBLIC;
