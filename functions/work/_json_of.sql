-- The JSON object that bytes are in UTF-8; NULL where they are none, or where a name stands twice in it, or in an object that it has: the one
-- who signed it may have meant the other.
CREATE OR REPLACE FUNCTION agora_work._json_of(p_bytes bytea)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_json_of$
DECLARE
    v_text  text;
    v_json  jsonb;
BEGIN
    v_text := convert_from(p_bytes, 'UTF8');
    v_json := v_text::jsonb;
    IF jsonb_typeof(v_json) <> 'object'
       OR EXISTS (SELECT FROM json_each(v_text::json) AS e
                  LEFT JOIN LATERAL json_object_keys(CASE json_typeof(e.value) WHEN 'object' THEN e.value END) AS k(name) ON true
                  GROUP BY e.key, k.name HAVING count(*) > 1) THEN
        RETURN NULL;
    END IF;
    RETURN v_json;
EXCEPTION
    WHEN data_exception OR statement_too_complex OR program_limit_exceeded THEN
        RETURN NULL;
END;
$_json_of$;

COMMENT ON FUNCTION agora_work._json_of(bytea)
    IS 'JSON object of its bytes in UTF-8, with each name once; NULL for any others.';
REVOKE ALL ON FUNCTION agora_work._json_of(bytea) FROM PUBLIC;
