-- One rule for the words that callers sort things by: kinds of messages, types of blockers, reasons of escalations.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_word(
    p_argument  text,
    p_value     text
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_word$
BEGIN
    IF p_value IS NULL OR p_value !~ '^[a-z][a-z0-9_]{0,59}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'argument must be a word',
            DETAIL  = format('argument=%s value=%s', p_argument, coalesce(left(to_json(p_value)::text, 100), 'NULL')),
            HINT    = 'Pass 1 to 60 lower case letters, digits and underscores, a letter first, such as test_failure.';
    END IF;
END;
$_check_word$;

COMMENT ON FUNCTION agora_work._check_word(text, text)
    IS 'Refuse what is not a word of lower case letters, digits and underscores.';
REVOKE ALL ON FUNCTION agora_work._check_word(text, text) FROM PUBLIC;
