-- How everything gets to a human: one matter per agent and reason is open at a time, and a human is told when it opens; what comes
-- for the same reason until it is closed is added to it.
-- Emits: work.escalation.opened.v1 · work.message.sent.v1.   Locks: the escalation.
CREATE OR REPLACE FUNCTION agora_work._escalate(
    p_agent    bigint,
    p_reason   text,
    p_task     bigint,
    p_blocker  bigint,
    p_details  jsonb,
    p_actor    bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_escalate$
DECLARE
    v_now         timestamptz := agora.now();
    v_escalation  bigint;
    v_is_new      boolean;
    v_payload     jsonb;
BEGIN
    INSERT INTO agora_work.escalation AS e (agent_id, reason, opened_at)
    VALUES (p_agent, p_reason, v_now)
    ON CONFLICT (agent_id, reason) WHERE closed_at IS NULL DO UPDATE
       SET opened_at = e.opened_at
    RETURNING e.escalation_id, e.xmax = 0 INTO v_escalation, v_is_new;
    INSERT INTO agora_work.escalation_item (escalation_id, task_id, blocker_id, details, raised_at)
    VALUES (v_escalation, p_task, p_blocker, p_details, v_now);
    IF v_is_new THEN
        v_payload := jsonb_build_object('escalation_id', v_escalation, 'agent_id', p_agent, 'reason', p_reason, 'task_id', p_task, 'blocker_id', p_blocker);
        PERFORM agora_event._emit('work.escalation.opened.v1', v_escalation::text, v_payload, NULL, p_actor);
        PERFORM agora_work._send(ARRAY[2::bigint], 'escalation', ARRAY[v_payload || jsonb_build_object('details', p_details)], p_actor);
    END IF;
    RETURN v_escalation;
END;
$_escalate$;

COMMENT ON FUNCTION agora_work._escalate(bigint, text, bigint, bigint, jsonb, bigint)
    IS 'Bring a matter before a human; returns the open escalation of its agent and reason.';
REVOKE ALL ON FUNCTION agora_work._escalate(bigint, text, bigint, bigint, jsonb, bigint) FROM PUBLIC;
