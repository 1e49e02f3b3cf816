-- The claim that a call is about, locked: the running one without outcome, or, where the same call was made before, the one that it ended, with
-- its outcome. Everything else is refused.
-- Errors: ZW001 · ZW005 lost, or never made · ZW006 another's · ZW007 closed.   Locks: the task.
CREATE OR REPLACE FUNCTION agora_work._lock_claim(
    p_task     bigint,
    p_epoch    bigint,
    p_outcome  text,
    p_actor    bigint
)
RETURNS agora_work.held_claim
LANGUAGE plpgsql VOLATILE
AS $_lock_claim$
DECLARE
    v_task   agora_work.task;
    v_claim  agora_work.held_claim;
BEGIN
    -- What is right in most calls first.
    v_claim := agora_work._lock_held(p_task, p_epoch, p_actor);
    IF v_claim.task_id IS NOT NULL THEN
        RETURN v_claim;
    END IF;
    SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM agora_work._check_task(p_task);
    END IF;
    RETURN agora_work._judge_claim(v_task, p_epoch, p_outcome, p_actor);
END;
$_lock_claim$;

COMMENT ON FUNCTION agora_work._lock_claim(bigint, bigint, text, bigint)
    IS 'Lock a running claim of the actor, or return the one that the same call ended before.';
REVOKE ALL ON FUNCTION agora_work._lock_claim(bigint, bigint, text, bigint) FROM PUBLIC;
