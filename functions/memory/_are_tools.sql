-- Whether a JSON array is a list of at most 1000 tools: names, or objects of a name and milliseconds. Never raises.
CREATE OR REPLACE FUNCTION agora_memory._are_tools(p_value jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN NOT jsonb_path_exists(p_value, 'strict $ ? (@.size() > 1000 || exists(@[*] ? (@.type() != "string" && @.type() != "object")))', '{}', true)
    AND NOT EXISTS (SELECT 1
                      FROM jsonb_array_elements(jsonb_path_query_array(p_value, 'strict $[*] ? (@.type() == "object")')) AS t
                     WHERE NOT (t.value - '{tool,ms}'::text[] = '{}' AND coalesce(jsonb_typeof(t.value -> 'tool') = 'string', false)
                                AND agora._is_text(t.value -> 'tool', 200) AND agora._is_number(t.value -> 'ms', 0, 1e12, 3)));

COMMENT ON FUNCTION agora_memory._are_tools(jsonb)
    IS 'Whether a JSON array is a list of at most 1000 tools.';
REVOKE ALL ON FUNCTION agora_memory._are_tools(jsonb) FROM PUBLIC;
