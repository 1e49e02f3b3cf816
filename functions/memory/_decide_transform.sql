-- Moves a transform to the status that a decision gives, or blocks it, and writes down who, when and why. What is decided
-- already stays as it is: false.
-- Errors: 22023 no reason.
CREATE OR REPLACE FUNCTION agora_memory._decide_transform(
    p_transform  agora_memory.transform,
    p_decision   text,
    p_reason     text,
    p_evidence   jsonb,
    p_actor      bigint
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_decide_transform$
DECLARE
    v_now        timestamptz := agora.now();
    v_reason     text        := agora_memory._redact(p_reason);
    v_status     text        := CASE p_decision WHEN 'approve' THEN 'approved' WHEN 'reject' THEN 'rejected' WHEN 'deprecate' THEN 'deprecated'
                                ELSE p_transform.status END;
    v_is_blocked boolean     := CASE p_decision WHEN 'block' THEN true WHEN 'unblock' THEN false ELSE p_transform.blocked_at IS NOT NULL END;
BEGIN
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    IF v_status = p_transform.status AND v_is_blocked = (p_transform.blocked_at IS NOT NULL) THEN
        RETURN false;
    END IF;
    UPDATE agora_memory.transform AS t
       SET status         = v_status,
           blocked_at     = CASE WHEN v_is_blocked THEN coalesce(t.blocked_at, v_now) END,
           blocked_reason = CASE WHEN v_is_blocked THEN coalesce(t.blocked_reason, v_reason) END
     WHERE t.transform_id = p_transform.transform_id;
    INSERT INTO agora_memory.transform_decision (transform_id, decision, from_status, to_status, reason, evidence, decided_by, decided_at)
    VALUES (p_transform.transform_id, p_decision, p_transform.status, v_status, v_reason, p_evidence, p_actor, v_now);
    RETURN true;
END;
$_decide_transform$;

COMMENT ON FUNCTION agora_memory._decide_transform(agora_memory.transform, text, text, jsonb, bigint)
    IS 'Carry out a decision about a locked transform; whether it changed anything.';
REVOKE ALL ON FUNCTION agora_memory._decide_transform(agora_memory.transform, text, text, jsonb, bigint) FROM PUBLIC;
