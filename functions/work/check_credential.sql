-- Whether a token is good for a task at an endpoint now; if so, it is one use. Refusals are an answer, so that they can be counted
-- (witness_tally), and written down where somebody tries a token elsewhere than it is for, or when its agent may not act any more.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the credential; the agent's stream of the witness for what is refused.
CREATE OR REPLACE FUNCTION agora_work.check_credential(
    p_token     text,
    p_task      text,
    p_endpoint  text,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS agora_work.credential_check
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $check_credential$
DECLARE
    v_now     timestamptz := agora.now();
    v_found   agora_work.credential;
    v_reason  text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_token', p_token, 200), agora._check_text('p_task', p_task, 200), agora._check_text('p_endpoint', p_endpoint, 200);
    SELECT c.* INTO v_found FROM agora_work.credential AS c WHERE c.token_hash = sha256(convert_to(p_token, 'UTF8')) FOR NO KEY UPDATE;
    v_reason := CASE WHEN v_found.credential_id IS NULL THEN 'unknown'
                     WHEN v_found.revoked_at IS NOT NULL THEN 'revoked'
                     WHEN v_found.expires_at <= v_now THEN 'expired'
                     WHEN EXISTS (SELECT FROM agora.principal AS p WHERE p.principal_id = v_found.principal_id AND p.suspended_at IS NOT NULL) THEN 'suspended'
                     WHEN v_found.task <> p_task THEN 'task'
                     WHEN p_endpoint <> ALL (v_found.endpoints) THEN 'endpoint'
                     WHEN v_found.task_id IS NOT NULL AND NOT agora_work._holds(v_found.principal_id, v_found.task_id, v_found.epoch) THEN 'claim over'
                     WHEN v_found.uses >= v_found.max_uses THEN 'used up' END;
    IF v_reason IS NULL THEN
        UPDATE agora_work.credential AS c SET uses = c.uses + 1 WHERE c.credential_id = v_found.credential_id;
        RETURN (true, NULL, v_found.credential_id, v_found.principal_id, v_found.expires_at)::agora_work.credential_check;
    END IF;
    PERFORM agora_work._tally('credential.refused');
    IF v_reason IN ('revoked', 'suspended', 'task', 'endpoint') THEN
        PERFORM agora_work._testify(format('security:%s', v_found.principal_id), 'security', 'credential.refused', 'high', v_found.credential_id::text,
                jsonb_build_object('reason', v_reason, 'task', p_task, 'endpoint', p_endpoint), NULL, p_actor);
    END IF;
    RETURN (false, v_reason, v_found.credential_id, v_found.principal_id, v_found.expires_at)::agora_work.credential_check;
END;
$check_credential$;

COMMENT ON FUNCTION agora_work.check_credential(text, text, text, bigint)
    IS 'Whether a token is good for a task at an endpoint now, and why not; counts the use.';
REVOKE ALL ON FUNCTION agora_work.check_credential(text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.check_credential(text, text, text, bigint) TO agora_service;
