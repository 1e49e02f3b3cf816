-- Adds a key, or finds that it was added with the same facts.
-- Errors: 22023 not a usable key · ZW052 name or key taken.   Emits: work.key.added.v1.
CREATE OR REPLACE FUNCTION agora_work._write_key(p_new agora_work.trust_key)
RETURNS agora_work.registered_key
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_write_key$
DECLARE
    v_found  agora_work.trust_key;
    v_made   agora_work.registered_key;
BEGIN
    IF agora_work._is_ed25519_key(p_new.public_key) IS NOT TRUE THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'public key is not usable',
            DETAIL  = format('kid=%s bytes=%s', p_new.kid, coalesce(octet_length(p_new.public_key)::text, 'NULL')),
            HINT    = 'Pass the 32 bytes of an Ed25519 public key as RFC 8032 encodes it.';
    END IF;
    INSERT INTO agora_work.trust_key SELECT p_new.* ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM agora_event._emit('work.key.added.v1', p_new.kid, jsonb_build_object('kid', p_new.kid, 'principal_id', p_new.principal_id,
                'public_key', encode(p_new.public_key, 'hex'), 'signs_manifests', p_new.signs_manifests, 'replaces', p_new.replaces), NULL, p_new.added_by);
        PERFORM agora_work._testify('keys', 'security', 'key.added', 'high', p_new.kid, jsonb_build_object('principal_id', p_new.principal_id,
                'public_key', encode(p_new.public_key, 'hex'), 'signs_manifests', p_new.signs_manifests, 'replaces', p_new.replaces), NULL, p_new.added_by);
    ELSE
        SELECT k.* INTO v_found FROM agora_work.trust_key AS k WHERE k.kid = p_new.kid;
        IF (v_found.principal_id, v_found.public_key, v_found.signs_manifests, v_found.replaces)
           IS DISTINCT FROM (p_new.principal_id, p_new.public_key, p_new.signs_manifests, p_new.replaces) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZW052',
                MESSAGE = 'name or key is taken',
                DETAIL  = format('kid=%s', p_new.kid),
                HINT    = 'A key has one name and one owner, for ever; see agora_work.registered_key.';
        END IF;
    END IF;
    SELECT k.* INTO v_made FROM agora_work.registered_key AS k WHERE k.kid = p_new.kid;
    RETURN v_made;
END;
$_write_key$;

COMMENT ON FUNCTION agora_work._write_key(agora_work.trust_key)
    IS 'Add a key, or find it added with the same facts.';
REVOKE ALL ON FUNCTION agora_work._write_key(agora_work.trust_key) FROM PUBLIC;
