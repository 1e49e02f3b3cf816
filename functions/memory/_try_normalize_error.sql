-- What normalize_error() finds, or NULL for a text that says nothing: one such error must not stop a whole import.
CREATE OR REPLACE FUNCTION agora_memory._try_normalize_error(
    p_type     text,
    p_message  text,
    p_stack    text
)
RETURNS agora_memory.normalized_error
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_try_normalize_error$
DECLARE
    v_found record := agora_memory._normalize_error(p_type, p_message, p_stack);
BEGIN
    RETURN v_found.error;
END;
$_try_normalize_error$;

COMMENT ON FUNCTION agora_memory._try_normalize_error(text, text, text)
    IS 'Normalised error; NULL where there is nothing to recognise it by.';
REVOKE ALL ON FUNCTION agora_memory._try_normalize_error(text, text, text) FROM PUBLIC;
