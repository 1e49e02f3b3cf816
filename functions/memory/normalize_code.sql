-- What two spellings of the same program have in common, and its SHA-256: the identity of a transform.
-- Errors: 22023 code missing, empty, too large, too deep or not Python · 22023 language missing or malformed.
CREATE OR REPLACE FUNCTION agora_memory.normalize_code(
    p_code      text,
    p_language  text
)
RETURNS agora_memory.normalized_code
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $normalize_code$
DECLARE
    v_found record := agora_memory._normalize_code(p_code, p_language);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.code;
END;
$normalize_code$;

COMMENT ON FUNCTION agora_memory.normalize_code(text, text)
    IS 'The normalised form of code and its SHA-256, blind to comments and layout: by syntax tree for python, lexically for every other language.';
REVOKE ALL ON FUNCTION agora_memory.normalize_code(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.normalize_code(text, text) TO agora_service;
