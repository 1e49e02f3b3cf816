-- The options of a manifest: error, error_type, stack, category, language (texts), limit, max_tokens (whole numbers), sections
-- (names), vector (numbers). A null is as good as missing; whether a vector fits its model the searches check.
-- Errors: 22023 · ZM004 unknown category.
CREATE OR REPLACE FUNCTION agora_memory._check_manifest_options(p_options jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_manifest_options$
DECLARE
    v_sections  jsonb := (SELECT jsonb_agg(s.section) FROM agora_memory.manifest_section AS s);
    v_wrong     text;
BEGIN
    PERFORM agora._check_object('p_options', p_options, 2000000);
    SELECT e.key INTO v_wrong
      FROM jsonb_each(p_options) AS e
     WHERE CASE
               WHEN e.key NOT IN ('error', 'error_type', 'stack', 'category', 'language', 'limit', 'max_tokens', 'sections', 'vector') THEN true
               WHEN jsonb_typeof(e.value) = 'null' THEN false
               WHEN e.key = 'sections' THEN jsonb_typeof(e.value) <> 'array' OR e.value = '[]' OR NOT e.value <@ v_sections
               WHEN e.key = 'vector' THEN jsonb_typeof(e.value) <> 'array' OR jsonb_array_length(e.value) NOT BETWEEN 1 AND 16000
                                          OR jsonb_path_exists(e.value, 'strict $[*] ? (@.type() != "number" || @ > 1e30 || @ < -1e30)')
               WHEN e.key NOT IN ('limit', 'max_tokens') THEN jsonb_typeof(e.value) <> 'string'
               WHEN jsonb_typeof(e.value) <> 'number' THEN true
               WHEN e.key = 'limit' THEN (e.value)::numeric NOT BETWEEN 1 AND 100 OR (e.value)::numeric % 1 <> 0
               ELSE (e.value)::numeric NOT BETWEEN 200 AND 100000 OR (e.value)::numeric % 1 <> 0
           END
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'manifest option is not usable',
            DETAIL  = format('option=%s value=%s', left(v_wrong, 100), left((p_options -> v_wrong)::text, 200)),
            HINT    = format('Known: error, error_type, stack, category, language (texts), limit (1 to 100), max_tokens (200 to 100000), vector (numbers), sections (out of %s).', v_sections);
    END IF;
    PERFORM agora_memory._check_category(p_options ->> 'category');
    PERFORM agora._check_text('language', p_options ->> 'language', 40, p_optional => true);
END;
$_check_manifest_options$;

COMMENT ON FUNCTION agora_memory._check_manifest_options(jsonb)
    IS 'Refuse unknown or malformed options of a manifest.';
REVOKE ALL ON FUNCTION agora_memory._check_manifest_options(jsonb) FROM PUBLIC;
