-- Hands a matter to a human: who is not sure, or may not decide, does not guess. It is added to the open escalation of the same
-- reason, if there is one.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW001 · ZW085 too often.   Emits: work.escalation.opened.v1 · work.message.sent.v1.
-- Locks: the key, the task, the bucket, the escalation.
CREATE OR REPLACE FUNCTION agora_work.escalate(
    p_reason   text,
    p_details  jsonb,
    p_task     bigint DEFAULT NULL,
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $escalate$
DECLARE
    v_first       jsonb;
    v_escalation  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_word('p_reason', p_reason);
    PERFORM agora._check_object('p_details', p_details);
    v_first := agora._first_result('escalate', p_actor, p_key, jsonb_build_array(p_reason, p_details, p_task));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    IF p_task IS NOT NULL THEN
        PERFORM agora_work._hold_task(p_task);
    END IF;
    PERFORM agora_work._check_quota(p_actor);
    v_escalation := agora_work._escalate(p_actor, p_reason, p_task, NULL, p_details, p_actor);
    PERFORM agora._keep_result('escalate', p_actor, p_key, to_jsonb(v_escalation));
    RETURN v_escalation;
END;
$escalate$;

COMMENT ON FUNCTION agora_work.escalate(text, jsonb, bigint, text, bigint)
    IS 'Hand a matter to a human (details: a JSON object up to 100000 bytes); returns the escalation.';
REVOKE ALL ON FUNCTION agora_work.escalate(text, jsonb, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.escalate(text, jsonb, bigint, text, bigint) TO agora_service;
