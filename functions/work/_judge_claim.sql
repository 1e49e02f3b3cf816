-- The claim that a call is about, of a task as it was read: the running one without outcome, or, where the same call was made before, the one that
-- it ended, with its outcome. Everything else is refused.
-- Errors: ZW005 lost, or never made · ZW006 another's · ZW007 closed.
CREATE OR REPLACE FUNCTION agora_work._judge_claim(
    p_task     agora_work.task,
    p_epoch    bigint,
    p_outcome  text,
    p_actor    bigint
)
RETURNS agora_work.held_claim
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_judge_claim$
DECLARE
    v_claim  agora_work.held_claim;
BEGIN
    IF p_task.epoch = p_epoch AND p_task.holder_id IS NOT NULL THEN
        v_claim.agent_id := p_task.holder_id;
    ELSE
        SELECT c.task_id, c.epoch, c.agent_id, c.outcome, c.claimed_at, c.started_at, c.ended_at, c.retry_at, c.cost_usd, false, NULL::timestamptz INTO v_claim
          FROM agora_work.claim AS c
         WHERE c.task_id = p_task.task_id AND c.epoch = p_epoch;
    END IF;
    IF v_claim.agent_id <> p_actor AND p_actor > 3 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW006',
            MESSAGE = 'another agent holds the task under this epoch',
            DETAIL  = format('task_id=%s epoch=%s actor=%s', p_task.task_id, p_epoch, p_actor),
            HINT    = 'An agent speaks for its own claims only.';
    END IF;
    IF v_claim.outcome = p_outcome THEN
        RETURN v_claim;
    END IF;
    IF p_task.closed_at IS NOT NULL AND v_claim.outcome IS DISTINCT FROM 'lost' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW007',
            MESSAGE = 'task is closed',
            DETAIL  = format('task_id=%s status=%s since=%s', p_task.task_id, p_task.status, p_task.closed_at),
            HINT    = 'Add a new task if there is more to do.';
    END IF;
    IF v_claim.agent_id IS NULL OR v_claim.outcome IS NOT NULL
       OR least(p_task.lease_until, p_task.finish_by) <= agora_work.loss_horizon(p_task.lease) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW005',
            MESSAGE = 'claim is over',
            DETAIL  = format('task_id=%s epoch=%s now=%s status=%s lease_until=%s finish_by=%s', p_task.task_id, coalesce(p_epoch::text, 'NULL'), p_task.epoch, p_task.status,
                             p_task.lease_until, p_task.finish_by),
            HINT    = 'Stop working on it, and claim it anew; send a heartbeat in time, and renew what takes long.';
    END IF;
    v_claim.task_id    := p_task.task_id;
    v_claim.epoch      := p_epoch;
    v_claim.claimed_at := p_task.claimed_at;
    v_claim.started_at := p_task.started_at;
    v_claim.is_awaited := p_task.is_awaited OR p_task.exclusive IS NOT NULL;
    RETURN v_claim;
END;
$_judge_claim$;

COMMENT ON FUNCTION agora_work._judge_claim(agora_work.task, bigint, text, bigint)
    IS 'A running claim of the actor, or the one that the same call ended before.';
REVOKE ALL ON FUNCTION agora_work._judge_claim(agora_work.task, bigint, text, bigint) FROM PUBLIC;
