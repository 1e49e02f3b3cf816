-- Refuses a change, or a claim, of a closed task and, where it must wait, of one that is being worked on.
-- Errors: ZW007 closed · ZW009 claimed.
CREATE OR REPLACE FUNCTION agora_work._refuse_closed(
    p_task        agora_work.task,
    p_is_waiting  boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_closed$
BEGIN
    IF p_task.closed_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW007',
            MESSAGE = 'task is closed',
            DETAIL  = format('task_id=%s status=%s since=%s', p_task.task_id, p_task.status, p_task.closed_at),
            HINT    = 'Add a new task if there is more to do.';
    END IF;
    IF p_is_waiting AND p_task.holder_id IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW009',
            MESSAGE = 'task is being worked on',
            DETAIL  = format('task_id=%s status=%s agent_id=%s', p_task.task_id, p_task.status, p_task.holder_id),
            HINT    = 'Wait until its claim ends, or let its holder release it.';
    END IF;
END;
$_refuse_closed$;

COMMENT ON FUNCTION agora_work._refuse_closed(agora_work.task, boolean)
    IS 'Refuse a task that is closed or, on demand, claimed.';
REVOKE ALL ON FUNCTION agora_work._refuse_closed(agora_work.task, boolean) FROM PUBLIC;
