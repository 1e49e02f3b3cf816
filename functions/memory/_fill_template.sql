-- Fills the placeholders of a template with literals of its language. Without values it only checks.
-- Errors: 22023 values do not fit · ZM034 not a usable template.
CREATE OR REPLACE FUNCTION agora_memory._fill_template(
    p_code        text,
    p_language    text,
    p_parameters  jsonb,
    p_values      jsonb
)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_fill_template$
DECLARE
    v_found record := agora_memory._adapt_code(p_code, p_language, p_parameters, p_values);
BEGIN
    IF v_found.fault[4] = 'ZM034' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM034',
            MESSAGE = 'template is not usable',
            DETAIL  = v_found.fault[2],
            HINT    = v_found.fault[3];
    ELSIF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.code;
END;
$_fill_template$;

COMMENT ON FUNCTION agora_memory._fill_template(text, text, jsonb, jsonb)
    IS 'A template with its values as literals of its language; NULL values check the template only.';
REVOKE ALL ON FUNCTION agora_memory._fill_template(text, text, jsonb, jsonb) FROM PUBLIC;
