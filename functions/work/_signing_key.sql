-- The key that made a signature over these bytes: known, valid now, and the signature its own. One error per cause.
-- Errors: ZW041 unknown · ZW042 not valid now · ZW043 revoked · ZW044 signature does not fit.
CREATE OR REPLACE FUNCTION agora_work._signing_key(
    p_kid        text,
    p_message    bytea,
    p_signature  bytea
)
RETURNS agora_work.trust_key
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_signing_key$
DECLARE
    v_now   timestamptz := agora.now();
    v_key   agora_work.trust_key;
    v_code  text;
BEGIN
    SELECT k.* INTO v_key FROM agora_work.trust_key AS k WHERE k.kid = p_kid;
    v_code := CASE WHEN v_key.kid IS NULL THEN 'unknown'
                   WHEN v_key.revoked_at IS NOT NULL THEN 'revoked'
                   WHEN v_key.valid_from > v_now OR v_key.valid_until <= v_now THEN 'not valid' END;
    IF v_code = 'unknown' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW041',
            MESSAGE = 'unknown key',
            DETAIL  = format('kid=%s', left(coalesce(p_kid, 'NULL'), 200)),
            HINT    = 'An operator adds it with agora_work.add_trust_key().';
    ELSIF v_code = 'revoked' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW043',
            MESSAGE = 'key was revoked',
            DETAIL  = format('kid=%s revoked_at=%s', p_kid, v_key.revoked_at),
            HINT    = 'Sign with a key that is valid; see agora_work.registered_key.';
    ELSIF v_code = 'not valid' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW042',
            MESSAGE = 'key is not valid now',
            DETAIL  = format('kid=%s valid_from=%s valid_until=%s', p_kid, v_key.valid_from, coalesce(v_key.valid_until::text, 'open')),
            HINT    = 'Sign with a key that is valid; see agora_work.registered_key.';
    ELSIF agora_work._verify_ed25519(v_key.public_key, p_message, p_signature) IS NOT TRUE THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW044',
            MESSAGE = 'signature does not fit',
            DETAIL  = format('kid=%s message_bytes=%s signature_bytes=%s', p_kid, octet_length(p_message), coalesce(octet_length(p_signature)::text, 'NULL')),
            HINT    = 'Sign the very bytes that are handed in, with the private half of this key: Ed25519, 64 bytes.';
    END IF;
    RETURN v_key;
END;
$_signing_key$;

COMMENT ON FUNCTION agora_work._signing_key(text, bytea, bytea)
    IS 'The key that signed these bytes, or why there is none.';
REVOKE ALL ON FUNCTION agora_work._signing_key(text, bytea, bytea) FROM PUBLIC;
