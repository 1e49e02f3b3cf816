-- What normalize_code() finds, or why it finds nothing: code that does not parse must not lose the attempt that brought it.
CREATE OR REPLACE FUNCTION agora_memory._try_normalize_code(
    p_code      text,
    p_language  text,
    OUT code    agora_memory.normalized_code,
    OUT fault   text
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_try_normalize_code$
BEGIN
    PERFORM agora._check_text('p_code', p_code, agora.setting_integer('memory.code_limit'));
    code := agora_memory.normalize_code(p_code, p_language);
EXCEPTION WHEN invalid_parameter_value THEN
    GET STACKED DIAGNOSTICS fault = PG_EXCEPTION_DETAIL;
    fault := format('%s (%s)', regexp_replace(sqlerrm, '^plpy\.\w+: ', ''), fault);
END;
$_try_normalize_code$;

COMMENT ON FUNCTION agora_memory._try_normalize_code(text, text)
    IS 'Normalised code, or the reason why it cannot be a transform.';
REVOKE ALL ON FUNCTION agora_memory._try_normalize_code(text, text) FROM PUBLIC;
