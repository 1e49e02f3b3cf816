-- How an attempt may end: an error needs something to recognise it by, a success has no error, numbers are in range.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_outcome(
    p_status         text,
    p_error_type     text,
    p_error_message  text,
    p_error_stack    text,
    p_quality        numeric
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_outcome$
BEGIN
    PERFORM agora._check_number('p_quality', p_quality, 0, 1, p_optional => true);
    PERFORM agora._check_text('p_error_type', p_error_type, 500, p_optional => true, p_allow_blank => true);
    PERFORM agora._check_text('p_error_message', p_error_message, 1000000, p_optional => true, p_allow_blank => true);
    PERFORM agora._check_text('p_error_stack', p_error_stack, 1000000, p_optional => true, p_allow_blank => true);
    IF p_status IS NULL OR p_status NOT IN ('success', 'error', 'timeout', 'cancelled', 'partial')
       OR (p_status = 'error' AND concat(p_error_type, p_error_message, p_error_stack) !~ '\S')
       OR (p_status IN ('success', 'cancelled') AND concat(p_error_type, p_error_message, p_error_stack) ~ '\S') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'outcome is not usable',
            DETAIL  = format('p_status=%s error_type=%s', coalesce(left(p_status, 50), 'NULL'), coalesce(left(p_error_type, 100), 'NULL')),
            HINT    = 'Status is success, error, timeout, cancelled or partial; an error has a type, message or stack, a success has none.';
    END IF;
END;
$_check_outcome$;

COMMENT ON FUNCTION agora_memory._check_outcome(text, text, text, text, numeric)
    IS 'Refuse an outcome that contradicts itself.';
REVOKE ALL ON FUNCTION agora_memory._check_outcome(text, text, text, text, numeric) FROM PUBLIC;
