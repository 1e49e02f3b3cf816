-- Says that the holder of a task has begun to work on it. Said again, it is as the first time.
-- Errors: 42501 · ZA001 · ZA002 · ZW001 · ZW005 · ZW006 · ZW007.   Emits: work.task.started.v1.   Locks: the task.
CREATE OR REPLACE FUNCTION agora_work.start_task(
    p_task   bigint,
    p_epoch  bigint,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_task$
DECLARE
    v_now    timestamptz := agora.now();
    v_claim  agora_work.held_claim;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_claim := agora_work._lock_claim(p_task, p_epoch, NULL, p_actor);
    IF v_claim.started_at IS NULL THEN
        UPDATE agora_work.task AS t SET status = 'in_progress', started_at = v_now WHERE t.task_id = p_task;
        PERFORM agora_event._emit(
            'work.task.started.v1', p_task::text, jsonb_build_object('task_id', p_task, 'epoch', p_epoch, 'agent_id', v_claim.agent_id), NULL, p_actor);
    END IF;
    RETURN coalesce(v_claim.started_at, v_now);
END;
$start_task$;

COMMENT ON FUNCTION agora_work.start_task(bigint, bigint, bigint)
    IS 'Say that work on a claimed task began; returns when it did.';
REVOKE ALL ON FUNCTION agora_work.start_task(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.start_task(bigint, bigint, bigint) TO agora_service;
