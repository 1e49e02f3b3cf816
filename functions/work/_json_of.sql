-- The JSON object that bytes are in UTF-8; NULL where they are none, or where a name stands twice in it or in any object that it has: the one
-- who signed it may have meant the other. jsonb keeps one of two, so it has fewer names than the text has colons outside of strings.
CREATE OR REPLACE FUNCTION agora_work._json_of(p_bytes bytea)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_json_of$
DECLARE
    c_string  CONSTANT text := '"(?:[^"\\]|\\.)*"';
    c_others  CONSTANT text := E'{}[],.+- \t\n\r0123456789eEtrufalsn'; -- all that JSON has outside of strings, but the colon
    v_text    text;
    v_json    jsonb;
BEGIN
    v_text := convert_from(p_bytes, 'UTF8');
    v_json := v_text::jsonb;
    IF jsonb_typeof(v_json) <> 'object' OR v_json @? '$.**{102}' -- an argument is two levels below, and at most 100 deep
       OR (SELECT count(*) FROM jsonb_path_query(v_json, 'strict $.** ? (@.type() == "object").keyvalue()'))
          <> length(translate(regexp_replace(v_text, c_string, '', 'g'), c_others, '')) THEN
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
