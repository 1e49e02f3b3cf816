-- Checks an object that a caller says of a run, and takes the secrets out of it.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_pipeline._check_data(
    p_argument  text,
    p_data      jsonb
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_data$
BEGIN
    PERFORM agora._check_object(p_argument, p_data);
    RETURN agora_memory._redact_json(p_data);
END;
$_check_data$;

COMMENT ON FUNCTION agora_pipeline._check_data(text, jsonb)
    IS 'An object of the caller, checked, without its secrets.';
REVOKE ALL ON FUNCTION agora_pipeline._check_data(text, jsonb) FROM PUBLIC;
