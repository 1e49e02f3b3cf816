-- A type of pattern must be one of the vocabulary.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_pattern_type(
    p_type      text,
    p_optional  boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_pattern_type$
BEGIN
    IF p_type IS NULL AND p_optional THEN
        RETURN;
    END IF;
    IF p_type IS NULL OR p_type NOT IN ('workflow', 'code', 'naming', 'architecture', 'error_handling', 'testing') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown type of pattern',
            DETAIL  = format('p_type=%s', coalesce(left(p_type, 40), 'NULL')),
            HINT    = 'Known: workflow, code, naming, architecture, error_handling, testing.';
    END IF;
END;
$_check_pattern_type$;

COMMENT ON FUNCTION agora_memory._check_pattern_type(text, boolean)
    IS 'Refuse an unknown type of pattern.';
REVOKE ALL ON FUNCTION agora_memory._check_pattern_type(text, boolean) FROM PUBLIC;
