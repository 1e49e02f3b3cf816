-- Whether 32 bytes are a public key that says whose a signature is: a point, canonically encoded, not of small order.
CREATE OR REPLACE FUNCTION agora_work._is_ed25519_key(p_public_key bytea)
RETURNS boolean
LANGUAGE plpython3u IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_is_ed25519_key$
if 'usable_key' not in SD:
    #@include verify_ed25519.py
    SD['usable_key'] = usable_key
return SD['usable_key'](p_public_key) is not None
$_is_ed25519_key$;
ALTER FUNCTION agora_work._is_ed25519_key(bytea) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_work._is_ed25519_key(bytea)
    IS 'Whether bytes are a usable Ed25519 public key.';
REVOKE ALL ON FUNCTION agora_work._is_ed25519_key(bytea) FROM PUBLIC;
