-- What a report of a blocker must be.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_report(
    p_type         text,
    p_description  text,
    p_severity     text,
    p_hazards      text[]
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_report$
BEGIN
    PERFORM agora_work._check_word('p_type', p_type);
    PERFORM agora._check_text('p_description', p_description, 10000);
    IF p_severity IS NULL OR p_severity NOT IN ('low', 'medium', 'high', 'critical') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'severity is not usable',
            DETAIL  = format('p_severity=%s', left(coalesce(p_severity, 'NULL'), 100)),
            HINT    = 'Pass low, medium, high or critical.';
    END IF;
    IF p_hazards IS NULL OR array_position(p_hazards, NULL) IS NOT NULL OR NOT p_hazards <@ '{conflict,legal,safety}' OR cardinality(p_hazards) > 3 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'hazards are not usable',
            DETAIL  = format('p_hazards=%s', left(coalesce(p_hazards::text, 'NULL'), 200)),
            HINT    = 'Pass an array of conflict, legal and safety, empty where no human has to decide.';
    END IF;
END;
$_check_report$;

COMMENT ON FUNCTION agora_work._check_report(text, text, text, text[])
    IS 'Refuse a report of a blocker that is malformed.';
REVOKE ALL ON FUNCTION agora_work._check_report(text, text, text, text[]) FROM PUBLIC;
