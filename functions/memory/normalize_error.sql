-- What two runs of the same bug have in common: its pattern, and the pattern's SHA-256 as the signature.
-- Errors: 22023 type, message and stack all missing or blank.
CREATE OR REPLACE FUNCTION agora_memory.normalize_error(
    p_type     text,
    p_message  text,
    p_stack    text DEFAULT NULL
)
RETURNS agora_memory.normalized_error
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $normalize_error$
DECLARE
    v_found record := agora_memory._normalize_error(p_type, p_message, p_stack);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.error;
END;
$normalize_error$;

COMMENT ON FUNCTION agora_memory.normalize_error(text, text, text)
    IS 'The pattern and signature of an error, the same for every run of the same bug; type may be qualified or NULL, then it is read from message or stack.';
REVOKE ALL ON FUNCTION agora_memory.normalize_error(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.normalize_error(text, text, text) TO agora_service;
