-- exchange_tasks() for one agent, as many calls have it: without sets, and where nothing restrains the
-- agent without a subtransaction.
-- Emits: work.task.completed.v1, work.task.unblocked.v1, work.task.claimed.v1, and what a sweep that is due emits.
-- Locks: the agent; the task, those that wait for it by id, exclusive keys, lanes by id; tasks and lanes, others' skipped, and keys, tried.
CREATE OR REPLACE FUNCTION agora_work._exchange_one(
    p_agent   bigint,
    p_task    bigint,
    p_epoch   bigint,
    p_result  jsonb,
    p_kinds   text[],
    p_tries   boolean,
    p_actor   bigint
)
RETURNS agora_work.exchanged_task
LANGUAGE plpgsql VOLATILE
AS $_exchange_one$
DECLARE
    v_is_simple  boolean;
    v_claim      agora_work.held_claim;
    v_is_due     boolean;
    v_is_told    boolean := false;
    v_one        record;
    v_row        agora_work.exchanged_task;
BEGIN
    v_row.agent_id := p_agent;
    SELECT NOT a.is_restrained INTO v_is_simple FROM agora_work.agent AS a WHERE a.agent_id = p_agent FOR NO KEY UPDATE;
    -- Who completes is not refused, whatever happens while it does. Read behind the lock: who was suspended while it waited is not simple.
    IF v_is_simple AND p_task IS NULL THEN
        SELECT p.suspended_at IS NULL INTO v_is_simple FROM agora.principal AS p WHERE p.principal_id = p_agent;
    END IF;
    -- A sweep takes lanes by id, as what is completed does: who is due to sweep then claims anew.
    v_is_due := agora_work._is_sweep_due();
    IF p_task IS NOT NULL THEN
        v_claim := agora_work._lock_held(p_task, p_epoch, p_agent);
        IF v_claim.task_id IS NULL THEN
            v_row.refusal := agora_work._completion_fault(p_agent, p_task, p_epoch, p_result);
            RETURN v_row;
        END IF;
        -- Of both the end and the next claim one statement tells.
        v_is_told := NOT (v_is_due OR v_claim.is_awaited);
        PERFORM agora_work._complete(ARRAY[v_claim], CASE WHEN p_result IS NOT NULL THEN ARRAY[p_result] END, NULL, NULL, p_actor, v_is_told);
        IF v_is_due THEN
            RETURN v_row;
        END IF;
    ELSIF v_is_due THEN
        PERFORM agora_work._release_expired(1000);
        p_tries     := true;
        v_is_simple := false; -- it may have waited
    END IF;
    v_one := agora_work._claim_one(p_agent, p_kinds, p_task, CASE WHEN v_claim.agent_id = p_agent THEN v_claim.held_since END, p_tries, v_is_simple, p_actor,
                                   CASE WHEN v_is_told THEN v_claim END);
    IF v_is_told AND (v_one.claimed).task_id IS NULL THEN
        PERFORM agora_work._tell_completed(v_claim, p_actor);
    END IF;
    RETURN (p_agent, v_one.fault, (v_one.claimed).*)::agora_work.exchanged_task;
END;
$_exchange_one$;

COMMENT ON FUNCTION agora_work._exchange_one(bigint, bigint, bigint, jsonb, text[], boolean, bigint)
    IS 'Complete a task of an agent, or none, and claim the next at hand.';
REVOKE ALL ON FUNCTION agora_work._exchange_one(bigint, bigint, bigint, jsonb, text[], boolean, bigint) FROM PUBLIC;
