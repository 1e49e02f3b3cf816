-- Puts a new token in the place of one that is still good, for the rest of its life and its uses; the old one is revoked in the same
-- moment. Who presents the token may rotate it, but no login that is another's, whose hands it should not be in, and for nobody who is suspended.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW062 no longer good.   Locks: the credential, the agent's stream of the witness.
CREATE OR REPLACE FUNCTION agora_work.rotate_credential(
    p_token  text,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS agora_work.issued_token
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rotate_credential$
DECLARE
    v_now    timestamptz := agora.now();
    v_found  agora_work.credential;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_token', p_token, 200);
    SELECT c.* INTO v_found FROM agora_work.credential AS c WHERE c.token_hash = sha256(convert_to(p_token, 'UTF8')) FOR NO KEY UPDATE;
    IF agora.visible_principal() NOT IN (0, v_found.principal_id) THEN
        v_found := NULL; -- as unknown as one that does not exist
    END IF;
    IF v_found.credential_id IS NULL OR v_found.revoked_at IS NOT NULL OR v_found.expires_at <= v_now OR v_found.uses >= v_found.max_uses
       OR EXISTS (SELECT FROM agora.principal AS p WHERE p.principal_id = v_found.principal_id AND p.suspended_at IS NOT NULL)
       OR (v_found.task_id IS NOT NULL AND NOT agora_work._holds(v_found.principal_id, v_found.task_id, v_found.epoch)) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW062',
            MESSAGE = 'credential is not good any more',
            DETAIL  = format('credential_id=%s revoked_at=%s expires_at=%s', coalesce(v_found.credential_id::text, 'unknown'),
                             coalesce(v_found.revoked_at::text, 'never'), coalesce(v_found.expires_at::text, 'unknown')),
            HINT    = 'The service that hands out the task issues a new one while the task lasts.';
    END IF;
    UPDATE agora_work.credential AS c SET revoked_at = v_now, revoked_reason = 'rotated' WHERE c.credential_id = v_found.credential_id;
    RETURN agora_work._new_credential(v_found.principal_id, v_found.task, v_found.endpoints, v_found.expires_at, v_found.max_uses - v_found.uses,
                                      v_found.task_id, v_found.epoch,
                                      v_found.credential_id, p_actor);
END;
$rotate_credential$;

COMMENT ON FUNCTION agora_work.rotate_credential(text, bigint)
    IS 'Put a new token in the place of one that is still good; the old one is revoked.';
REVOKE ALL ON FUNCTION agora_work.rotate_credential(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.rotate_credential(text, bigint) TO agora_service;
