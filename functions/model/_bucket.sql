-- Where a correlation falls in [0, 1), evenly and for ever: the first 48 bits of a SHA-256. Another salt is another, independent place, so
-- that a correlation is not always among the first.
CREATE OR REPLACE FUNCTION agora_model._bucket(
    p_salt            text,
    p_correlation_id  uuid
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || left(encode(sha256(convert_to(p_salt || ' ' || p_correlation_id::text, 'UTF8')), 'hex'), 12))::bit(48)::bigint / 281474976710656.0;

COMMENT ON FUNCTION agora_model._bucket(text, uuid)
    IS 'Place of a correlation in [0, 1) under a salt.';
REVOKE ALL ON FUNCTION agora_model._bucket(text, uuid) FROM PUBLIC;
