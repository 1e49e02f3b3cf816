-- A task that its creator, the service or an operator is about to change. A lost claim ends here.
-- Errors: 42501 · ZW001.   Locks: the task; of a lost claim exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work._lock_task(
    p_task   bigint,
    p_actor  bigint
)
RETURNS agora_work.task
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_task$
DECLARE
    v_task     agora_work.task;
    v_creator  bigint;
BEGIN
    PERFORM agora_work._hold_task(p_task);
    SELECT d.created_by INTO v_creator FROM agora_work.task_detail AS d WHERE d.task_id = p_task;
    IF p_actor > 3 AND p_actor <> v_creator THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'only who added a task changes it',
            DETAIL  = format('task_id=%s actor=%s', p_task, p_actor),
            HINT    = 'Ask who added it, the service or an operator.';
    END IF;
    SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task FOR NO KEY UPDATE;
    IF v_task.holder_id IS NOT NULL AND least(v_task.lease_until, v_task.finish_by) <= agora_work.loss_horizon(v_task.lease) THEN
        PERFORM agora_work._end_claims(ARRAY[p_task], 'lost', NULL, NULL, false, p_actor);
        SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task;
    END IF;
    RETURN v_task;
END;
$_lock_task$;

COMMENT ON FUNCTION agora_work._lock_task(bigint, bigint)
    IS 'Lock a task for a change by its creator, the service or an operator.';
REVOKE ALL ON FUNCTION agora_work._lock_task(bigint, bigint) FROM PUBLIC;
