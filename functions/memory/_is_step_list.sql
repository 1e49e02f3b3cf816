-- Whether a JSON value is a list of at most 1000 steps that ended, or null. Never raises.
CREATE OR REPLACE FUNCTION agora_memory._is_step_list(p_value jsonb)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN p_value IS NULL OR jsonb_typeof(p_value) = 'null' THEN true
    WHEN jsonb_typeof(p_value) = 'array'
    THEN jsonb_array_length(p_value) <= 1000
         AND NOT EXISTS (SELECT 1
                           FROM jsonb_array_elements(p_value) AS s
                          WHERE CASE WHEN jsonb_typeof(s.value) <> 'object' THEN true
                                     WHEN s.value - '{name,outcome,detail,started_at,finished_at,pre,post}'::text[] <> '{}' THEN true
                                     WHEN s.value ->> 'name' IS NULL OR NOT agora._is_text(s.value -> 'name', 200) THEN true
                                     WHEN coalesce(s.value ->> 'outcome', '') <> ALL ('{success,error,skipped}') THEN true
                                     WHEN NOT agora._is_text(s.value -> 'detail', 10000) THEN true
                                     WHEN coalesce(jsonb_typeof(s.value -> 'pre'), 'null') <> ALL ('{object,"null"}') THEN true
                                     WHEN coalesce(jsonb_typeof(s.value -> 'post'), 'null') <> ALL ('{object,"null"}') THEN true
                                     WHEN NOT agora._is_time(s.value -> 'started_at') THEN true
                                     WHEN NOT agora._is_time(s.value -> 'finished_at') THEN true
                                     ELSE (s.value ->> 'finished_at')::timestamptz < (s.value ->> 'started_at')::timestamptz END)
    ELSE false
END;

COMMENT ON FUNCTION agora_memory._is_step_list(jsonb)
    IS 'Whether a JSON value is absent or a list of at most 1000 steps.';
REVOKE ALL ON FUNCTION agora_memory._is_step_list(jsonb) FROM PUBLIC;
