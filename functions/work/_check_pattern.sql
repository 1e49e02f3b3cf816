-- Refuses a pattern that is no regular expression by itself, or that options or back references would make another one.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_pattern(
    p_argument  text,
    p_pattern   text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_pattern$
DECLARE
    v_fault text;
BEGIN
    PERFORM agora._check_text(p_argument, p_pattern, 500);
    IF p_pattern ~ '^(\*\*\*|\(\?[a-z]+\))' OR regexp_replace(p_pattern, '\\\\', '', 'g') ~ '\\[1-9]' THEN
        v_fault := 'has options of its own or a back reference';
    ELSE
        BEGIN
            -- by itself too, so that it cannot close the brackets that are put around it
            PERFORM '' ~ p_pattern, agora_work._matches('', p_pattern);
        EXCEPTION WHEN invalid_regular_expression THEN
            v_fault := sqlerrm;
        END;
    END IF;
    IF v_fault IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'pattern is not usable',
            DETAIL  = format('argument=%s: %s', p_argument, v_fault),
            HINT    = 'Pass a regular expression of PostgreSQL, without options and back references; it is matched as a whole.';
    END IF;
END;
$_check_pattern$;

COMMENT ON FUNCTION agora_work._check_pattern(text, text)
    IS 'Refuse a pattern that cannot be matched safely.';
REVOKE ALL ON FUNCTION agora_work._check_pattern(text, text) FROM PUBLIC;
