-- A JSON value as text in which its strings stand as they are, not escaped: what a search for secrets reads.
CREATE OR REPLACE FUNCTION agora_memory._json_text(p_json jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(p_json::text, '\\', E'\x01'), '\"', '"'), '\n', E'\n'), '\t', E'\t'),
                       '\r', E'\r'), E'\x01', '\');

COMMENT ON FUNCTION agora_memory._json_text(jsonb)
    IS 'Text of a JSON value with its strings unescaped.';
REVOKE ALL ON FUNCTION agora_memory._json_text(jsonb) FROM PUBLIC;
