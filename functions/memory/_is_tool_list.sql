-- Whether a JSON value is a list of at most 1000 tools, or null: names, or objects of a name and milliseconds. Never raises. A list
-- of names, which most are, is told by what is small enough to be inlined.
CREATE OR REPLACE FUNCTION agora_memory._is_tool_list(p_value jsonb)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_value IS NULL OR jsonb_typeof(p_value) = 'null' THEN true
    WHEN jsonb_typeof(p_value) = 'array'
    THEN NOT jsonb_path_exists(p_value, 'strict $ ? (@.size() > 1000 || exists(@[*] ? (@.type() != "string")))', '{}', true)
         OR agora_memory._are_tools(p_value)
    ELSE false
END;

COMMENT ON FUNCTION agora_memory._is_tool_list(jsonb)
    IS 'Whether a JSON value is absent or a list of at most 1000 tools.';
REVOKE ALL ON FUNCTION agora_memory._is_tool_list(jsonb) FROM PUBLIC;
