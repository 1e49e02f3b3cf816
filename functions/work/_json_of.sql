-- The JSON object that bytes are in UTF-8; NULL where they are none.
CREATE OR REPLACE FUNCTION agora_work._json_of(p_bytes bytea)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_json_of$
DECLARE
    v_json jsonb;
BEGIN
    v_json := convert_from(p_bytes, 'UTF8')::jsonb;
    RETURN CASE jsonb_typeof(v_json) WHEN 'object' THEN v_json END;
EXCEPTION
    WHEN data_exception OR statement_too_complex OR program_limit_exceeded THEN
        RETURN NULL;
END;
$_json_of$;

COMMENT ON FUNCTION agora_work._json_of(bytea)
    IS 'JSON object of its bytes in UTF-8; NULL for any others.';
REVOKE ALL ON FUNCTION agora_work._json_of(bytea) FROM PUBLIC;
