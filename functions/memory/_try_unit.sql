-- The unit of code that is worth keeping, normalised, or why there is none: code that does not parse must not lose the attempt
-- that brought it. What the steps extract and hash do for one attempt.
CREATE OR REPLACE FUNCTION agora_memory._try_unit(
    p_code      text,
    p_language  text,
    OUT unit    text,
    OUT code    agora_memory.normalized_code,
    OUT fault   text
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_try_unit$
DECLARE
    v_found agora_memory.code_extraction := agora_memory.extract_code(p_code, p_language);
BEGIN
    unit := agora_memory._unit_of(v_found, p_code);
    code := agora_memory._normalize_unit(unit, p_language);
EXCEPTION WHEN invalid_parameter_value THEN
    GET STACKED DIAGNOSTICS fault = PG_EXCEPTION_DETAIL;
    fault := format('%s (%s)', sqlerrm, fault);
END;
$_try_unit$;

COMMENT ON FUNCTION agora_memory._try_unit(text, text)
    IS 'Unit of code worth keeping and its normalised form, or the reason why it cannot be a transform.';
REVOKE ALL ON FUNCTION agora_memory._try_unit(text, text) FROM PUBLIC;
