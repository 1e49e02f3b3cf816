-- The reusable part of submitted code: the best function or class with what it needs, and up to five others. It never fails on
-- code: what holds nothing to extract is method none.
-- Errors: 22023 unknown or malformed option.
CREATE OR REPLACE FUNCTION agora_memory.extract_code(
    p_code      text,
    p_language  text  DEFAULT 'python',
    p_options   jsonb DEFAULT '{}'
)
RETURNS agora_memory.code_extraction
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $extract_code$
DECLARE
    v_found record := agora_memory._extract_code(p_code, p_language, p_options);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.found;
END;
$extract_code$;

COMMENT ON FUNCTION agora_memory.extract_code(text, text, jsonb)
    IS 'Best function (or class) of submitted code with confidence 0..1, and up to five alternatives; options min_lines, max_lines, require_function, extract_classes, include_dependencies.';
REVOKE ALL ON FUNCTION agora_memory.extract_code(text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.extract_code(text, text, jsonb) TO agora_service;
