-- The version that is meant: the one named, else the best, which speaks for its pattern.
-- Errors: ZM060 unknown pattern · ZM061 unknown version.
CREATE OR REPLACE FUNCTION agora_memory._pattern_version(
    p_pattern  bigint,
    p_version  text
)
RETURNS agora_memory.pattern_version
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_pattern_version$
DECLARE
    v_version agora_memory.pattern_version;
BEGIN
    SELECT v.* INTO v_version
      FROM agora_memory.pattern_version AS v
     WHERE v.pattern_id = p_pattern AND (p_version IS NULL OR v.version = p_version)
     ORDER BY v.quality DESC, v.pattern_version_id
     LIMIT 1;
    IF FOUND THEN
        RETURN v_version;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM agora_memory.pattern AS p WHERE p.pattern_id = p_pattern) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM060',
            MESSAGE = 'unknown pattern',
            DETAIL  = format('p_pattern=%s', coalesce(p_pattern::text, 'NULL')),
            HINT    = 'Find one with agora_memory.search_patterns().';
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'ZM061',
        MESSAGE = 'unknown version of the pattern',
        DETAIL  = format('p_pattern=%s p_version=%s', p_pattern, left(p_version, 40)),
        HINT    = 'See agora_memory.known_pattern_version, or leave p_version out for the best one.';
END;
$_pattern_version$;

COMMENT ON FUNCTION agora_memory._pattern_version(bigint, text)
    IS 'A version of a pattern, by default its best.';
REVOKE ALL ON FUNCTION agora_memory._pattern_version(bigint, text) FROM PUBLIC;
