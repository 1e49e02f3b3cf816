-- Puts a new key of the same principal in the place of one; the old one is valid for a while longer, so that what was signed with
-- it still arrives. The new name is the natural key: the same call again returns the same key.
-- Errors: 22023 · 42501 · ZA001 · ZW041 unknown key · ZW043 revoked · ZW052 name or key taken.
-- Locks: the old key.   Emits: work.key.added.v1.
CREATE OR REPLACE FUNCTION agora_work.rotate_trust_key(
    p_kid         text,
    p_new_kid     text,
    p_public_key  bytea,
    p_overlap     interval DEFAULT '5 minutes',
    p_actor       bigint   DEFAULT agora.current_principal()
)
RETURNS agora_work.registered_key
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rotate_trust_key$
DECLARE
    v_now  timestamptz := agora.now();
    v_old  agora_work.trust_key;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_new_kid', p_new_kid, 200);
    PERFORM agora._check_interval('p_overlap', p_overlap, '30 days');
    v_old := agora_work._lock_key(p_kid);
    IF v_old.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW043',
            MESSAGE = 'key was revoked',
            DETAIL  = format('kid=%s revoked_at=%s', p_kid, v_old.revoked_at),
            HINT    = 'Add a key of its own with agora_work.add_trust_key().';
    END IF;
    -- Only once, so that a repeated call does not make the old key live longer; v_now is never before valid_from.
    IF NOT EXISTS (SELECT 1 FROM agora_work.trust_key AS k WHERE k.kid = p_new_kid) THEN
        UPDATE agora_work.trust_key AS k
           SET valid_until = least(k.valid_until, greatest(v_now, k.valid_from) + agora._as_seconds(p_overlap))
         WHERE k.kid = p_kid;
    END IF;
    RETURN agora_work._write_key(ROW(p_new_kid, v_old.principal_id, p_public_key, v_old.signs_manifests, v_now, NULL, p_kid, NULL, NULL, p_actor, v_now)::agora_work.trust_key);
END;
$rotate_trust_key$;

COMMENT ON FUNCTION agora_work.rotate_trust_key(text, text, bytea, interval, bigint)
    IS 'Put a new key (32 bytes) in the place of one, which stays valid for p_overlap (at most 30 days).';
REVOKE ALL ON FUNCTION agora_work.rotate_trust_key(text, text, bytea, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.rotate_trust_key(text, text, bytea, interval, bigint) TO agora_operator;
