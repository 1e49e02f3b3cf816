-- The error that a reader asks about, read as finish_attempt() reads it, without secrets: the same three texts give the same
-- signature. Its errors name the parameters of known_fixes() and known_failures().
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._read_error(
    p_type     text,
    p_message  text,
    p_stack    text
)
RETURNS agora_memory.normalized_error
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_read_error$
DECLARE
    v_texts  text[];
    v_error  agora_memory.normalized_error;
BEGIN
    PERFORM agora._check_text('p_error_type', p_type, 500, p_optional => true, p_allow_blank => true);
    PERFORM agora._check_text('p_error', p_message, 1000000, p_optional => true, p_allow_blank => true);
    PERFORM agora._check_text('p_stack', p_stack, 1000000, p_optional => true, p_allow_blank => true);
    v_texts := agora_memory._redact_texts(ARRAY[p_type, p_message, p_stack]);
    v_error := agora_memory._try_normalize_error(v_texts[1], v_texts[2], v_texts[3]);
    IF v_error.signature IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'there is no error to look for',
            DETAIL  = 'p_error, p_error_type and p_stack are all missing or blank',
            HINT    = 'Pass the message or the whole traceback as p_error, or at least p_error_type or p_stack.';
    END IF;
    RETURN v_error;
END;
$_read_error$;

COMMENT ON FUNCTION agora_memory._read_error(text, text, text)
    IS 'Normalise the error of a question; its message may be missing where type or stack is given.';
REVOKE ALL ON FUNCTION agora_memory._read_error(text, text, text) FROM PUBLIC;
