-- What the scorers know about code.
-- Errors: 22023 code or language missing.
CREATE OR REPLACE FUNCTION agora_memory.code_facts(
    p_code      text,
    p_language  text DEFAULT 'python'
)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $code_facts$
DECLARE
    v_found record := agora_memory._code_facts(p_code, p_language);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.facts;
END;
$code_facts$;

COMMENT ON FUNCTION agora_memory.code_facts(text, text)
    IS 'Counts of what code holds (definitions, documentation, types, guards, paths), by syntax tree for python, by words for the rest.';
REVOKE ALL ON FUNCTION agora_memory.code_facts(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.code_facts(text, text) TO agora_service;
