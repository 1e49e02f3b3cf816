-- Semantic version of the next member of a pattern: the more it differs, the larger the step.
CREATE OR REPLACE FUNCTION agora_memory._next_version(
    p_pattern     bigint,
    p_similarity  numeric
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_next_version$
DECLARE
    v_last integer[];
BEGIN
    SELECT max(string_to_array(v.version, '.')::integer[]) INTO v_last
      FROM agora_memory.pattern_version AS v
     WHERE v.pattern_id = p_pattern;
    RETURN CASE
        WHEN v_last IS NULL THEN '1.0.0'
        WHEN p_similarity >= agora.setting_numeric('memory.pattern_patch_similarity') THEN format('%s.%s.%s', v_last[1], v_last[2], v_last[3] + 1)
        WHEN p_similarity >= agora.setting_numeric('memory.pattern_minor_similarity') THEN format('%s.%s.0', v_last[1], v_last[2] + 1)
        ELSE format('%s.0.0', v_last[1] + 1)
    END;
END;
$_next_version$;

COMMENT ON FUNCTION agora_memory._next_version(bigint, numeric)
    IS 'Version of the next member of a pattern, by its similarity to it.';
REVOKE ALL ON FUNCTION agora_memory._next_version(bigint, numeric) FROM PUBLIC;
