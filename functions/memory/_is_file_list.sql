-- Whether a JSON value is a list of at most 10000 file operations, or null. Never raises.
CREATE OR REPLACE FUNCTION agora_memory._is_file_list(p_value jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_value IS NULL OR jsonb_typeof(p_value) = 'null' THEN true
    WHEN jsonb_typeof(p_value) = 'array'
    THEN jsonb_array_length(p_value) <= 10000
         AND NOT EXISTS (SELECT 1
                           FROM jsonb_array_elements(p_value) AS f
                          WHERE CASE WHEN jsonb_typeof(f.value) <> 'object' THEN true
                                     ELSE f.value - '{path,operation,before,after}'::text[] <> '{}'
                                          OR f.value ->> 'path' IS NULL
                                          OR NOT agora._is_text(f.value -> 'path', 1000)
                                          OR coalesce(f.value ->> 'operation', '') <> ALL ('{read,create,modify,delete}')
                                          OR coalesce(f.value -> 'before', 'null')::text !~ '^(null|"[0-9a-f]{64}")$'
                                          OR coalesce(f.value -> 'after', 'null')::text !~ '^(null|"[0-9a-f]{64}")$'
                                          OR (f.value ->> 'operation' = 'create' AND f.value ->> 'before' IS NOT NULL)
                                          OR (f.value ->> 'operation' <> ALL ('{create,modify}') AND f.value ->> 'after' IS NOT NULL) END)
    ELSE false
END;

COMMENT ON FUNCTION agora_memory._is_file_list(jsonb)
    IS 'Whether a JSON value is absent or a list of at most 10000 file operations.';
REVOKE ALL ON FUNCTION agora_memory._is_file_list(jsonb) FROM PUBLIC;
