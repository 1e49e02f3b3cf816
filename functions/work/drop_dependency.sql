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
    v_needed := agora_work._lock_dependency(p_task, p_needs, p_actor);
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
