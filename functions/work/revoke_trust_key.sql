-- Ends the trust in a key for good, at once, and with it what the key vouched for: whoever has it may have signed that. What
-- its owner says of itself, and what was granted, stays. Revoked before, it keeps its first date and reason.
-- Errors: 22023 · 42501 · ZA001 · ZW041 unknown key.   Locks: the key, profiles by id, agents by id.
-- Emits: work.key.revoked.v1 · work.capability.withdrawn.v1.
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
    v_now    timestamptz := agora.now();
    v_old    agora_work.trust_key;
    v_made   agora_work.registered_key;
    v_holds  bigint[];
    v_codes  text[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_old := agora_work._lock_key(p_kid);
    IF v_old.revoked_at IS NULL THEN
        UPDATE agora_work.trust_key AS k SET revoked_at = v_now, revoked_reason = p_reason WHERE k.kid = p_kid;
        PERFORM FROM agora_work.agent_profile AS a
          WHERE a.principal_id IN (SELECT m.principal_id FROM agora_work.capability_manifest AS m WHERE m.kid = p_kid AND m.standing = 'verified')
          ORDER BY a.principal_id
            FOR NO KEY UPDATE;
        WITH gone AS (
            DELETE FROM agora_work.agent_capability AS a
             USING agora_work.capability_manifest AS m, agora_work.capability AS c
             WHERE m.manifest_id = a.manifest_id AND m.kid = p_kid AND a.standing = 'verified' AND a.granted_by IS NULL
               AND c.capability_id = a.capability_id
            RETURNING a.principal_id, c.code)
        SELECT array_agg(g.principal_id ORDER BY g.principal_id, g.code), array_agg(g.code ORDER BY g.principal_id, g.code) INTO v_holds, v_codes FROM gone AS g;
        PERFORM agora_work._refresh_capabilities(v_holds);
        PERFORM agora_event._emit('work.key.revoked.v1', p_kid,
                jsonb_build_object('kid', p_kid, 'principal_id', v_old.principal_id, 'reason', p_reason), NULL, p_actor);
        PERFORM agora_event._emit_set('work.capability.withdrawn.v1', v_holds::text[],
                ARRAY(SELECT jsonb_build_object('principal_id', u.principal_id, 'code', u.code, 'reason', p_reason) FROM unnest(v_holds, v_codes) AS u(principal_id, code)),
                NULL, p_actor);
        PERFORM agora_work._testify('keys', 'security', 'key.revoked', 'high', p_kid,
                jsonb_build_object('principal_id', v_old.principal_id, 'reason', p_reason, 'withdrawn', coalesce(cardinality(v_holds), 0)), NULL, p_actor);
    END IF;
    SELECT k.* INTO v_made FROM agora_work.registered_key AS k WHERE k.kid = p_kid;
    RETURN v_made;
END;
$revoke_trust_key$;

COMMENT ON FUNCTION agora_work.revoke_trust_key(text, text, bigint)
    IS 'Stop trusting a key and what it vouched for, for good and at once.';
REVOKE ALL ON FUNCTION agora_work.revoke_trust_key(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.revoke_trust_key(text, text, bigint) TO agora_operator;
