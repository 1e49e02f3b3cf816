-- Whoever wrote a version of a pattern is partial to it.
CREATE OR REPLACE FUNCTION agora_memory._is_pattern_author(
    p_pattern    bigint,
    p_principal  bigint
)
RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (SELECT 1
                     FROM agora_memory.pattern_version AS v
                    WHERE v.pattern_id = p_pattern AND v.author_id = p_principal);
END;

COMMENT ON FUNCTION agora_memory._is_pattern_author(bigint, bigint)
    IS 'Whether a principal wrote any version of a pattern.';
REVOKE ALL ON FUNCTION agora_memory._is_pattern_author(bigint, bigint) FROM PUBLIC;
