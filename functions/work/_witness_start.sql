-- What the first entry of a stream follows: its name and class, so that neither can be changed unseen.
CREATE OR REPLACE FUNCTION agora_work._witness_start(
    p_stream     text,
    p_retention  text
)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256('\x10'::bytea || agora_work._hashed_text(p_stream) || agora_work._hashed_text(p_retention));

COMMENT ON FUNCTION agora_work._witness_start(text, text)
    IS 'Hash before the first entry of a stream.';
REVOKE ALL ON FUNCTION agora_work._witness_start(text, text) FROM PUBLIC;
