-- Ends a task that is not wanted any more, whatever its state; a holder learns it from its next heartbeat. What waits for it stays blocked.
-- Who added it may, the service and operators may. Cancelled again it is answered as the first time.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW001 · ZW007 completed or failed.   Emits: work.task.cancelled.v1, work.blocker.closed.v1, work.help.ended.v1, work.message.sent.v1.
-- Locks: the task, exclusive keys.
CREATE OR REPLACE FUNCTION agora_work.cancel_task(
    p_task    bigint,
    p_reason  text,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $cancel_task$
DECLARE
    v_now   timestamptz := agora.now();
    v_task  agora_work.task;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_task := agora_work._lock_task(p_task, p_actor);
    IF v_task.status = 'cancelled' THEN
        RETURN v_task.closed_at;
    END IF;
    PERFORM agora_work._refuse_closed(v_task);
    IF v_task.holder_id IS NOT NULL THEN
        PERFORM agora_work._end_claims(ARRAY[p_task], 'cancelled', p_reason, NULL, true, p_actor);
    ELSE
        UPDATE agora_work.task AS t SET status = 'cancelled', closed_at = v_now, ready_at = NULL WHERE t.task_id = p_task;
        UPDATE agora_work.task_detail AS d SET closing_reason = p_reason WHERE d.task_id = p_task;
        PERFORM agora_event._emit('work.task.cancelled.v1', p_task::text, jsonb_build_object('task_id', p_task, 'reason', 'cancelled', 'error', p_reason), NULL, p_actor);
        PERFORM agora_work._close_blockers(ARRAY(SELECT b.blocker_id FROM agora_work.blocker AS b WHERE b.task_id = p_task AND b.closed_at IS NULL),
                                           'The task was cancelled.', p_actor);
        PERFORM agora_work._tell_closed(ARRAY[p_task], p_actor);
    END IF;
    RETURN v_now;
END;
$cancel_task$;

COMMENT ON FUNCTION agora_work.cancel_task(bigint, text, bigint)
    IS 'Cancel a task that is not closed; returns when it was.';
REVOKE ALL ON FUNCTION agora_work.cancel_task(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.cancel_task(bigint, text, bigint) TO agora_service;
