-- How a text goes into a hash: absent or present, its length in bytes, its bytes in UTF-8; nothing else gives the same bytes.
CREATE OR REPLACE FUNCTION agora_work._hashed_text(p_text text)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce('\x01'::bytea || int4send(octet_length(convert_to(p_text, 'UTF8'))) || convert_to(p_text, 'UTF8'), '\x00'::bytea);

COMMENT ON FUNCTION agora_work._hashed_text(text)
    IS 'Bytes of a text in the encoding of the witness.';
REVOKE ALL ON FUNCTION agora_work._hashed_text(text) FROM PUBLIC;
