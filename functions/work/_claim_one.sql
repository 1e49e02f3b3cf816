-- The next task for one of several agents of a call, whatever there is to know of it. Nothing for who is refused: the caller has
-- p_done, what it just completed and which knew p_since, already; without it the error says why. With p_is_simple the caller, who
-- has locked the agent, knows that nothing can refuse it; of p_untold, which it just completed, nobody has been told yet.
-- Errors: ZA001 · ZA002 · ZW002 · ZW004 · ZW061 · ZW095, all as fault.
-- Emits: work.task.claimed.v1, work.task.completed.v1.   Locks: the agent; its breaker, only to hand out the probe; tasks, those of others skipped; exclusive keys, tried; lanes.
CREATE OR REPLACE FUNCTION agora_work._claim_one(
    p_agent      bigint,
    p_kinds      text[],
    p_done       bigint,
    p_since      timestamptz,
    p_tries      boolean,
    p_is_simple  boolean,
    p_actor      bigint,
    p_untold     agora_work.held_claim,
    OUT fault    text,
    OUT claimed  agora_work.claimed_task
)
LANGUAGE plpgsql VOLATILE
AS $_claim_one$
DECLARE
    v_agent  record;
    v_tasks  bigint[];
BEGIN
    IF p_is_simple THEN
        v_agent := agora_work._lock_agent(p_agent, p_agent, p_done, p_since);
    ELSE
        BEGIN
            v_agent := agora_work._lock_agent(p_agent, p_actor, p_done, p_since);
        EXCEPTION
            WHEN SQLSTATE 'ZA001' OR SQLSTATE 'ZA002' OR SQLSTATE 'ZW002' OR SQLSTATE 'ZW004' OR SQLSTATE 'ZW061' OR SQLSTATE 'ZW095' THEN
                fault := CASE WHEN p_done IS NULL THEN sqlstate END;
                RETURN;
        END;
    END IF;
    IF v_agent.free > 0 THEN
        v_tasks := agora_work._pick_tasks(p_agent, p_kinds, 1, v_agent.room, p_tries);
        IF cardinality(v_tasks) > 0 THEN
            claimed := (agora_work._claim_set(p_agent, v_tasks, v_agent.since, v_agent.lease, p_actor, p_untold))[1];
        END IF;
    END IF;
END;
$_claim_one$;

COMMENT ON FUNCTION agora_work._claim_one(bigint, text[], bigint, timestamptz, boolean, boolean, bigint, agora_work.held_claim)
    IS 'Claim the next task for an agent: the task, or the SQLSTATE for which it may not claim, or neither.';
REVOKE ALL ON FUNCTION agora_work._claim_one(bigint, text[], bigint, timestamptz, boolean, boolean, bigint, agora_work.held_claim) FROM PUBLIC;
