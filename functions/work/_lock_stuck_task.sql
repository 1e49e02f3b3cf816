-- The task that a report is about, locked. One that is held is reported by its holder, who presents the epoch; one that waits, by
-- anybody. Returns what somebody who helps should know: what was asked for, else what the task itself needs.
-- Errors: ZW001 · ZW005 lost · ZW006 another's · ZW007 closed.   Emits: work.task.returned.v1 · work.task.failed.v1.   Locks: the task.
CREATE OR REPLACE FUNCTION agora_work._lock_stuck_task(
    p_task          bigint,
    p_epoch         bigint,
    p_capabilities  text[],
    p_actor         bigint
)
RETURNS text[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_stuck_task$
DECLARE
    v_task agora_work.task;
BEGIN
    SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM agora_work._check_task(p_task);
    END IF;
    IF least(v_task.lease_until, v_task.finish_by) <= agora_work.loss_horizon(v_task.lease) THEN
        PERFORM agora_work._end_claims(ARRAY[p_task], 'lost', NULL, NULL, false, p_actor);
        SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task;
    END IF;
    IF v_task.closed_at IS NOT NULL OR v_task.holder_id IS NOT NULL OR p_epoch IS NOT NULL THEN
        PERFORM agora_work._lock_claim(p_task, p_epoch, NULL, p_actor);
    END IF;
    IF cardinality(p_capabilities) > 0 THEN
        RETURN p_capabilities;
    END IF;
    RETURN (SELECT l.capabilities FROM agora_work.lane AS l WHERE l.lane_id = v_task.lane_id);
END;
$_lock_stuck_task$;

COMMENT ON FUNCTION agora_work._lock_stuck_task(bigint, bigint, text[], bigint)
    IS 'Lock the task that a report is about; returns the capabilities that help with it.';
REVOKE ALL ON FUNCTION agora_work._lock_stuck_task(bigint, bigint, text[], bigint) FROM PUBLIC;
