-- Whether a text carries what an active rule calls a secret.
CREATE OR REPLACE FUNCTION agora_memory._has_secret(p_text text)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_has_secret$
DECLARE
    v_gate record;
BEGIN
    IF p_text IS NULL THEN
        RETURN false;
    END IF;
    v_gate := agora_memory._secret_gate();
    RETURN coalesce(p_text ~ v_gate.text_exact, false) OR coalesce(p_text ~ v_gate.text_any_case, false);
END;
$_has_secret$;

COMMENT ON FUNCTION agora_memory._has_secret(text)
    IS 'Whether a text carries a secret; NULL carries none.';
REVOKE ALL ON FUNCTION agora_memory._has_secret(text) FROM PUBLIC;
