-- Whether a signature is that of the bytes by the holder of a key, strictly as RFC 8032 has it; the body is verify_ed25519.py.
-- The tables of the base point and of the keys used last are kept per session.
CREATE OR REPLACE FUNCTION agora_work._verify_ed25519(
    p_public_key  bytea,
    p_message     bytea,
    p_signature   bytea
)
RETURNS boolean
LANGUAGE plpython3u IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_verify_ed25519$
if 'verify' not in SD:
    #@include verify_ed25519.py
    SD['verify'] = make_verifier()
return SD['verify'](p_public_key, p_message, p_signature)
$_verify_ed25519$;
ALTER FUNCTION agora_work._verify_ed25519(bytea, bytea, bytea) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_work._verify_ed25519(bytea, bytea, bytea)
    IS 'Whether a signature (64 bytes) is that of a message by an Ed25519 key (32 bytes); RFC 8032, strict.';
REVOKE ALL ON FUNCTION agora_work._verify_ed25519(bytea, bytea, bytea) FROM PUBLIC;
