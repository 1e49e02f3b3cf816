-- The unit of code of an attempt, normalised: the one rule about which code can become a transform. Of the code around it an
-- attempt keeps up to 10 000 000 characters, whichever way it is recorded.
-- Errors: 22023 blank, too long for a transform, or it does not parse.
CREATE OR REPLACE FUNCTION agora_memory._normalize_unit(
    p_unit      text,
    p_language  text
)
RETURNS agora_memory.normalized_code
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_normalize_unit$
BEGIN
    PERFORM agora._check_text('p_code', p_unit, agora.setting_integer('memory.code_limit'));
    RETURN agora_memory.normalize_code(p_unit, p_language);
END;
$_normalize_unit$;

COMMENT ON FUNCTION agora_memory._normalize_unit(text, text)
    IS 'Normalised form of a unit of code that may become a transform.';
REVOKE ALL ON FUNCTION agora_memory._normalize_unit(text, text) FROM PUBLIC;
