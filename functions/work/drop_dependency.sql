-- Lets a task that nobody works on go on without another that it waited for: what failed or was cancelled is never completed, and who decides
-- that its dependents do without, or need something else (add_dependency() first), says so here. Said again nothing changes.
-- Errors: 0A000 isolation · 42501 · ZA001 · ZA002 · ZW001 · ZW007 · ZW009.   Emits: work.task.changed.v1 · work.task.unblocked.v1 · work.message.sent.v1.
-- Locks: both tasks, one that waits last, by id; a needed one that is closed only against being forgotten.
CREATE OR REPLACE FUNCTION agora_work.drop_dependency(
    p_task   bigint,
    p_needs  bigint,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $drop_dependency$
DECLARE
    v_needed text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_snapshot();
    PERFORM agora_work._hold_task(p_task), agora_work._hold_task(p_needs);
    -- As who completes tasks locks those first, and then what waits for them.
    PERFORM FROM agora_work.task AS t WHERE t.task_id IN (p_task, p_needs) AND t.closed_at IS NULL ORDER BY t.status = 'blocked', t.task_id FOR NO KEY UPDATE;
    SELECT t.status INTO v_needed FROM agora_work.task AS t WHERE t.task_id = p_needs;
    PERFORM agora_work._refuse_closed(agora_work._lock_task(p_task, p_actor), true);
    DELETE FROM agora_work.dependency AS d WHERE d.task_id = p_task AND d.needs_id = p_needs;
    IF FOUND THEN
        IF v_needed <> 'completed' THEN
            PERFORM agora_work._change_waits(ARRAY[p_task], ARRAY[-1], ARRAY[0], p_actor);
        END IF;
        PERFORM agora_event._emit('work.task.changed.v1', p_task::text, jsonb_build_object('task_id', p_task, 'needs_no_more', p_needs), NULL, p_actor);
    END IF;
END;
$drop_dependency$;

COMMENT ON FUNCTION agora_work.drop_dependency(bigint, bigint, bigint)
    IS 'Let a task go on without another that it waited for, such as one that failed.';
REVOKE ALL ON FUNCTION agora_work.drop_dependency(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.drop_dependency(bigint, bigint, bigint) TO agora_service;
