-- What makes two texts the same, blind to case and white space.
CREATE OR REPLACE FUNCTION agora_memory._fingerprint(p_text text)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(lower(btrim(regexp_replace(p_text, '\s+', ' ', 'g'))), 'UTF8'));

COMMENT ON FUNCTION agora_memory._fingerprint(text)
    IS 'SHA-256 of a text, blind to case and white space.';
REVOKE ALL ON FUNCTION agora_memory._fingerprint(text) FROM PUBLIC;
