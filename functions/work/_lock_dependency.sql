-- Locks a task that is about to wait for another, or to wait no more, and what it needs: as who completes tasks locks those first, and then what waits for
-- them. Returns the status of what is needed.
-- Errors: 42501 · ZW001 · ZW007 · ZW009.   Locks: both tasks, one that waits last, by id; a needed one that is closed not at all.
CREATE OR REPLACE FUNCTION agora_work._lock_dependency(
    p_task   bigint,
    p_needs  bigint,
    p_actor  bigint
)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_dependency$
DECLARE
    v_needed text;
BEGIN
    PERFORM FROM agora_work.task AS t WHERE t.task_id IN (p_task, p_needs) AND t.closed_at IS NULL ORDER BY t.status = 'blocked', t.task_id FOR NO KEY UPDATE;
    SELECT t.status INTO v_needed FROM agora_work.task AS t WHERE t.task_id = p_needs;
    PERFORM agora_work._refuse_closed(agora_work._lock_task(p_task, p_actor), true);
    RETURN v_needed;
END;
$_lock_dependency$;

COMMENT ON FUNCTION agora_work._lock_dependency(bigint, bigint, bigint)
    IS 'Lock a task and what it needs; returns the status of the latter.';
REVOKE ALL ON FUNCTION agora_work._lock_dependency(bigint, bigint, bigint) FROM PUBLIC;
