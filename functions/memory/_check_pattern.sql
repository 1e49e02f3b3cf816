-- The texts of a pattern, as arguments.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_pattern(
    p_name         text,
    p_description  text,
    p_template     text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_pattern$
BEGIN
    PERFORM agora._check_text('p_name', p_name, 200);
    PERFORM agora._check_text('p_description', p_description, 10000);
    PERFORM agora._check_text('p_template', p_template, agora.setting_integer('memory.code_limit'));
END;
$_check_pattern$;

COMMENT ON FUNCTION agora_memory._check_pattern(text, text, text)
    IS 'Refuse texts that cannot be a pattern.';
REVOKE ALL ON FUNCTION agora_memory._check_pattern(text, text, text) FROM PUBLIC;
