-- Ends the trust in a key for good, at once. Revoked before, it keeps its first date and reason.
-- Errors: 22023 · 42501 · ZA001 · ZW041 unknown key.   Locks: the key.   Emits: work.key.revoked.v1.
CREATE OR REPLACE FUNCTION agora_work.revoke_trust_key(
    p_kid     text,
    p_reason  text,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS agora_work.registered_key
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_trust_key$
DECLARE
    v_now   timestamptz := agora.now();
    v_old   agora_work.trust_key;
    v_made  agora_work.registered_key;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_old := agora_work._lock_key(p_kid);
    IF v_old.revoked_at IS NULL THEN
        UPDATE agora_work.trust_key AS k SET revoked_at = v_now, revoked_reason = p_reason WHERE k.kid = p_kid;
        PERFORM agora_event._emit('work.key.revoked.v1', p_kid,
                jsonb_build_object('kid', p_kid, 'principal_id', v_old.principal_id, 'reason', p_reason), NULL, p_actor);
        PERFORM agora_work._testify('keys', 'security', 'key.revoked', 'high', p_kid,
                jsonb_build_object('principal_id', v_old.principal_id, 'reason', p_reason), NULL, p_actor);
    END IF;
    SELECT k.* INTO v_made FROM agora_work.registered_key AS k WHERE k.kid = p_kid;
    RETURN v_made;
END;
$revoke_trust_key$;

COMMENT ON FUNCTION agora_work.revoke_trust_key(text, text, bigint)
    IS 'Stop trusting a key, for good and at once.';
REVOKE ALL ON FUNCTION agora_work.revoke_trust_key(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.revoke_trust_key(text, text, bigint) TO agora_operator;
