-- An agent says that it waits for a task: until it is closed, or only until it is not blocked any more. It gets a message then; what
-- is so already is not waited for. Returns the status as it is now.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW001 · ZW002.   Locks: the agent, where it waits until the task is not blocked; the task.
CREATE OR REPLACE FUNCTION agora_work.wait_for(
    p_task    bigint,
    p_awaits  text   DEFAULT 'closed',
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $wait_for$
DECLARE
    v_task agora_work.task;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_awaits IS NULL OR p_awaits NOT IN ('unblocked', 'closed') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'what is awaited is not usable',
            DETAIL  = format('p_awaits=%s', left(coalesce(p_awaits, 'NULL'), 100)),
            HINT    = 'Pass closed, or unblocked to wait only until the task is not blocked any more.';
    END IF;
    IF p_awaits = 'unblocked' THEN
        PERFORM agora_work._restrain(p_actor);
    END IF;
    PERFORM agora_work._hold_task(p_task);
    SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task FOR NO KEY UPDATE;
    PERFORM agora_work._see_agent(p_actor);
    IF v_task.closed_at IS NULL AND (p_awaits = 'closed' OR v_task.status = 'blocked') THEN
        UPDATE agora_work.task AS t SET is_awaited = true WHERE t.task_id = p_task AND NOT t.is_awaited;
        INSERT INTO agora_work.waiter AS w (task_id, agent_id, awaits, waiting_at)
        VALUES (p_task, p_actor, p_awaits, agora.now())
        ON CONFLICT ON CONSTRAINT waiter_pk DO UPDATE SET awaits = p_awaits;
    END IF;
    RETURN v_task.status;
END;
$wait_for$;

COMMENT ON FUNCTION agora_work.wait_for(bigint, text, bigint)
    IS 'Have the actor told by message when a task is closed, or not blocked any more; returns its status now.';
REVOKE ALL ON FUNCTION agora_work.wait_for(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.wait_for(bigint, text, bigint) TO agora_service;
