-- A pattern made concrete. Rendering is no use of it: use_pattern() records how that went.
-- Errors: 22023 · ZM060 · ZM061 · ZM062 values and parameters differ.
CREATE OR REPLACE FUNCTION agora_memory.render_pattern(
    p_pattern  bigint,
    p_values   jsonb DEFAULT '{}',
    p_version  text  DEFAULT NULL
)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $render_pattern$
BEGIN
    RETURN agora_memory._render_template((agora_memory._pattern_version(p_pattern, p_version)).template, p_values);
END;
$render_pattern$;

COMMENT ON FUNCTION agora_memory.render_pattern(bigint, jsonb, text)
    IS 'The template of a pattern with every parameter replaced by its value; of its best version unless one is named.';
REVOKE ALL ON FUNCTION agora_memory.render_pattern(bigint, jsonb, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.render_pattern(bigint, jsonb, text) TO agora_reader;
