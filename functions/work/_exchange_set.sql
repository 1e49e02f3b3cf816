-- exchange_tasks() for several agents: sets, as far as nothing is to be looked up of one alone. Returns a row for each, in their order.
-- Emits: work.task.completed.v1, work.task.unblocked.v1, work.task.claimed.v1, and what a sweep that is due emits.
-- Locks: the agents by id; the tasks by id, those that wait for them by id, exclusive keys, lanes by id; tasks and lanes, others' skipped, and keys, tried.
CREATE OR REPLACE FUNCTION agora_work._exchange_set(
    p_agents   bigint[],
    p_tasks    bigint[],
    p_epochs   bigint[],
    p_results  jsonb,
    p_kinds    text[],
    p_tries    boolean,
    p_actor    bigint
)
RETURNS agora_work.exchanged_task[]
LANGUAGE plpgsql VOLATILE
AS $_exchange_set$
DECLARE
    v_held     agora_work.held_claim[];
    v_results  jsonb[];
    v_done     bigint[];
    v_since    timestamptz[];
    v_faults   text[];
    v_is_due   boolean;
    v_asking   bigint[] := p_agents;
    v_together record;
    v_agents   bigint[] := '{}';
    v_claimed  agora_work.claimed_task[] := '{}';
    v_agent    bigint;
    v_place    integer;
    v_one      record;
    r_item     record;
BEGIN
    v_faults := array_fill(NULL::text, ARRAY[cardinality(p_agents)]);
    PERFORM FROM agora_work.agent AS a WHERE a.agent_id = ANY (p_agents) ORDER BY a.agent_id FOR NO KEY UPDATE;
    v_held := ARRAY(SELECT (t.task_id, t.epoch, t.holder_id, NULL, t.claimed_at, t.started_at, NULL, NULL, NULL, t.is_awaited OR t.exclusive IS NOT NULL, t.held_since)::agora_work.held_claim
                      FROM agora_work.task AS t
                      JOIN unnest(p_agents, p_tasks, p_epochs) AS u(agent_id, task_id, epoch) ON u.task_id = t.task_id
                     WHERE agora_work._is_held(t, u.epoch, u.agent_id)
                     ORDER BY t.task_id
                       FOR NO KEY UPDATE OF t);
    IF cardinality(v_held) < cardinality(array_remove(p_tasks, NULL)) THEN
        -- A loop, because each of those that are refused has a reason of its own; there are few.
        FOR r_item IN
            SELECT u.agent_id, u.task_id, u.epoch, u.ordinality::integer AS place, nullif(p_results -> (u.ordinality::integer - 1), 'null') AS result
              FROM unnest(p_agents, p_tasks, p_epochs) WITH ORDINALITY AS u(agent_id, task_id, epoch, ordinality)
             WHERE u.task_id IS NOT NULL AND NOT EXISTS (SELECT FROM unnest(v_held) AS h WHERE h.task_id = u.task_id)
        LOOP
            v_faults[r_item.place] := agora_work._completion_fault(r_item.agent_id, r_item.task_id, r_item.epoch, r_item.result);
            v_asking := array_remove(v_asking, r_item.agent_id);
        END LOOP;
    END IF;
    IF v_held <> '{}' THEN
        IF p_results IS NOT NULL THEN
            v_results := ARRAY(SELECT nullif(p_results -> array_position(p_tasks, h.task_id) - 1, 'null') FROM unnest(v_held) AS h);
        END IF;
        PERFORM agora_work._complete(v_held, v_results, NULL, NULL, p_actor);
        v_done  := ARRAY(SELECT h.agent_id FROM unnest(v_held) AS h);
        v_since := ARRAY(SELECT h.held_since FROM unnest(v_held) AS h);
    END IF;

    -- A sweep takes lanes by id, as what is completed has just done: who is due to sweep then claims anew.
    v_is_due := agora_work._is_sweep_due();
    IF v_is_due AND v_held = '{}' THEN
        PERFORM agora_work._release_expired(1000);
        p_tries  := true;
        v_is_due := false;
    END IF;
    IF NOT v_is_due THEN
        -- One alone needs no sets.
        IF cardinality(v_asking) > 1 THEN
            v_together := agora_work._claim_together(v_asking, v_done, v_since, p_kinds, p_tries, p_actor);
            v_agents   := v_together.agents;
            v_claimed  := v_together.claimed;
            v_asking   := ARRAY(SELECT u.agent_id FROM unnest(v_asking) AS u(agent_id) WHERE u.agent_id <> ALL (v_together.simple) ORDER BY u.agent_id);
        END IF;
        -- A loop, because of each of the others something has to be looked up.
        FOREACH v_agent IN ARRAY v_asking LOOP
            v_place := array_position(p_agents, v_agent);
            v_one   := agora_work._claim_one(v_agent, p_kinds, p_tasks[v_place], v_since[array_position(v_done, v_agent)], p_tries, false, p_actor, NULL);
            v_faults[v_place] := v_one.fault;
            IF (v_one.claimed).task_id IS NOT NULL THEN
                v_agents  := v_agents || v_agent;
                v_claimed := v_claimed || v_one.claimed;
            END IF;
        END LOOP;
    END IF;

    RETURN ARRAY(SELECT (u.agent_id, u.fault, c.task_id, c.epoch, c.code, c.title, c.details, c.kind, c.priority, c.complexity, c.attempt, c.deadline, c.lease_until,
                            c.finish_by)::agora_work.exchanged_task
                      FROM unnest(p_agents, v_faults) WITH ORDINALITY AS u(agent_id, fault, place)
                      LEFT JOIN unnest(v_agents, v_claimed) AS c(agent_id, task_id, epoch, code, title, details, kind, priority, complexity, attempt, deadline, lease_until, finish_by)
                        ON c.agent_id = u.agent_id
                     ORDER BY u.place);
END;
$_exchange_set$;

COMMENT ON FUNCTION agora_work._exchange_set(bigint[], bigint[], bigint[], jsonb, text[], boolean, bigint)
    IS 'Complete tasks of several agents and claim the next at hand for each; a row for each agent, by position.';
REVOKE ALL ON FUNCTION agora_work._exchange_set(bigint[], bigint[], bigint[], jsonb, text[], boolean, bigint) FROM PUBLIC;
