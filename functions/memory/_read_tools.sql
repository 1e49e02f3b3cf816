-- Names and times of tools, given as texts or as objects of tool and ms. NULL where no tools were given; no times where none has one.
-- A table of one row, so that it is inlined.
CREATE OR REPLACE FUNCTION agora_memory._read_tools(
    p_tools  jsonb
)
RETURNS TABLE (tools text[], tool_ms numeric[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT CASE WHEN jsonb_typeof(p_tools) = 'array' THEN coalesce(array_agg(coalesce(t.value ->> 'tool', t.value #>> '{}') ORDER BY t.ordinality), '{}') END,
           CASE WHEN count(t.value ->> 'ms') > 0 THEN array_agg((t.value ->> 'ms')::numeric ORDER BY t.ordinality) END
      FROM jsonb_array_elements(CASE jsonb_typeof(p_tools) WHEN 'array' THEN p_tools ELSE '[]' END) WITH ORDINALITY AS t;
END;

COMMENT ON FUNCTION agora_memory._read_tools(jsonb)
    IS 'Names and milliseconds of a JSON list of tools.';
REVOKE ALL ON FUNCTION agora_memory._read_tools(jsonb) FROM PUBLIC;
