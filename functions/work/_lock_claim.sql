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
    SELECT t.task_id, t.epoch, t.holder_id, NULL, t.claimed_at, t.started_at, NULL::timestamptz, NULL::timestamptz, NULL::numeric, t.is_awaited OR t.exclusive IS NOT NULL INTO v_claim
      FROM agora_work.task AS t
     WHERE t.task_id = p_task AND agora_work._is_held(t, p_epoch, p_actor)
       FOR NO KEY UPDATE;
    IF FOUND THEN
        RETURN v_claim;
    END IF;

    SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM agora_work._check_task(p_task);
    END IF;
    IF v_task.epoch = p_epoch AND v_task.holder_id IS NOT NULL THEN
        v_claim.agent_id := v_task.holder_id;
    ELSE
        SELECT c.task_id, c.epoch, c.agent_id, c.outcome, c.claimed_at, c.started_at, c.ended_at, c.retry_at, c.cost_usd, false INTO v_claim
          FROM agora_work.claim AS c
         WHERE c.task_id = p_task AND c.epoch = p_epoch;
    END IF;
    IF v_claim.agent_id <> p_actor AND p_actor > 3 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW006',
            MESSAGE = 'another agent holds the task under this epoch',
            DETAIL  = format('task_id=%s epoch=%s actor=%s', p_task, p_epoch, p_actor),
            HINT    = 'An agent speaks for its own claims only.';
    END IF;
    IF v_claim.outcome = p_outcome THEN
        RETURN v_claim;
    END IF;
    IF v_task.closed_at IS NOT NULL AND v_claim.outcome IS DISTINCT FROM 'lost' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW007',
            MESSAGE = 'task is closed',
            DETAIL  = format('task_id=%s status=%s since=%s', p_task, v_task.status, v_task.closed_at),
            HINT    = 'Add a new task if there is more to do.';
    END IF;
    IF v_claim.agent_id IS NULL OR v_claim.outcome IS NOT NULL
       OR least(v_task.lease_until, v_task.finish_by) <= agora_work.loss_horizon(v_task.lease) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW005',
            MESSAGE = 'claim is over',
            DETAIL  = format('task_id=%s epoch=%s now=%s status=%s lease_until=%s finish_by=%s', p_task, coalesce(p_epoch::text, 'NULL'), v_task.epoch, v_task.status,
                             v_task.lease_until, v_task.finish_by),
            HINT    = 'Stop working on it, and claim it anew; send a heartbeat in time, and renew what takes long.';
    END IF;
    v_claim.task_id    := p_task;
    v_claim.epoch      := p_epoch;
    v_claim.claimed_at := v_task.claimed_at;
    v_claim.started_at := v_task.started_at;
    v_claim.is_awaited := v_task.is_awaited OR v_task.exclusive IS NOT NULL;
    RETURN v_claim;
END;
$_lock_claim$;

COMMENT ON FUNCTION agora_work._lock_claim(bigint, bigint, text, bigint)
    IS 'Lock a running claim of the actor, or return the one that the same call ended before.';
REVOKE ALL ON FUNCTION agora_work._lock_claim(bigint, bigint, text, bigint) FROM PUBLIC;
