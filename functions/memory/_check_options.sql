-- Steps of completing an attempt that the caller may switch off.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_options(p_options jsonb)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_options$
DECLARE
    v_wrong text;
BEGIN
    PERFORM agora._check_object('p_options', p_options);
    SELECT o.key INTO v_wrong
      FROM jsonb_each(p_options) AS o
     WHERE o.key NOT IN ('extract', 'score', 'match', 'evidence', 'nomination') OR jsonb_typeof(o.value) <> 'boolean'
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'option is not usable',
            DETAIL  = format('key=%s value=%s', left(v_wrong, 100), left((p_options -> v_wrong)::text, 100)),
            HINT    = 'Known: extract, score, match, evidence, nomination; true or false.';
    END IF;
END;
$_check_options$;

COMMENT ON FUNCTION agora_memory._check_options(jsonb)
    IS 'Refuse unknown or malformed options of finish_attempt().';
REVOKE ALL ON FUNCTION agora_memory._check_options(jsonb) FROM PUBLIC;
