-- Completes tasks of several agents (NULL = none) and claims the next at hand for each, by position, in one call for all that are waiting. What is refused counts for
-- nothing and says why, the rest counts. Neither task nor refusal = ask next_work() or claim_next(). Repeated, it gets the first tasks with its key, else none.
-- Errors: 0A000 isolation · 22023 · 42501 · ZA001 · ZA002 · ZA003; in rows ZW001 · ZW005 · ZW006 · ZW007, and for who completes nothing ZA001 · ZA002 · ZW002 · ZW004 · ZW061 · ZW095.
-- Emits: work.task.completed.v1, work.task.unblocked.v1, work.task.claimed.v1, and what a sweep that is due emits.
-- Locks: the key, the agents by id; the tasks by id, those that wait for them by id, exclusive keys, lanes by id; tasks and lanes, others' skipped, and keys, tried.
CREATE OR REPLACE FUNCTION agora_work.exchange_tasks(
    p_agents   bigint[],
    p_tasks    bigint[],
    p_epochs   bigint[],
    p_results  jsonb  DEFAULT NULL,
    p_kinds    text[] DEFAULT '{critical}',
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS SETOF agora_work.exchanged_task
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $exchange_tasks$
DECLARE
    v_tries    boolean := pg_current_xact_id_if_assigned() IS NOT NULL;
    v_first    jsonb;
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
    v_rows     agora_work.exchanged_task[];
    r_item     record;
    r_row      agora_work.exchanged_task;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM agora_work._check_snapshot();
    END IF;
    PERFORM agora_work._check_exchange(p_agents, p_tasks, p_epochs, p_results, p_actor);
    IF (cardinality(p_kinds) > 0 AND p_kinds <@ '{critical,filler,universal}') IS NOT TRUE THEN
        PERFORM agora_work._check_wanted(1, p_kinds);
    END IF;
    IF p_key IS NOT NULL THEN
        v_first := agora._first_result('exchange_tasks', p_actor, p_key,
                                       jsonb_build_array(to_jsonb(p_agents), to_jsonb(p_tasks), to_jsonb(p_epochs), p_results, to_jsonb(p_kinds)));
        IF v_first IS NOT NULL THEN
            RETURN QUERY SELECT f.* FROM jsonb_populate_recordset(NULL::agora_work.exchanged_task, v_first) AS f;
            RETURN;
        END IF;
    END IF;

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
        v_tries  := true;
        v_is_due := false;
    END IF;
    IF NOT v_is_due THEN
        -- One alone needs no sets.
        IF cardinality(v_asking) > 1 THEN
            v_together := agora_work._claim_together(v_asking, v_done, v_since, p_kinds, v_tries, p_actor);
            v_agents   := v_together.agents;
            v_claimed  := v_together.claimed;
            v_asking   := ARRAY(SELECT u.agent_id FROM unnest(v_asking) AS u(agent_id) WHERE u.agent_id <> ALL (v_together.simple) ORDER BY u.agent_id);
        END IF;
        -- A loop, because of each of the others something has to be looked up.
        FOREACH v_agent IN ARRAY v_asking LOOP
            v_place := array_position(p_agents, v_agent);
            v_one   := agora_work._claim_one(v_agent, p_kinds, p_tasks[v_place], v_since[array_position(v_done, v_agent)], v_tries, p_actor);
            v_faults[v_place] := v_one.fault;
            IF (v_one.claimed).task_id IS NOT NULL THEN
                v_agents  := v_agents || v_agent;
                v_claimed := v_claimed || v_one.claimed;
            END IF;
        END LOOP;
    END IF;

    v_rows := ARRAY(SELECT (u.agent_id, u.fault, c.task_id, c.epoch, c.code, c.title, c.details, c.kind, c.priority, c.complexity, c.attempt, c.deadline, c.lease_until,
                            c.finish_by)::agora_work.exchanged_task
                      FROM unnest(p_agents, v_faults) WITH ORDINALITY AS u(agent_id, fault, place)
                      LEFT JOIN unnest(v_agents, v_claimed) AS c(agent_id, task_id, epoch, code, title, details, kind, priority, complexity, attempt, deadline, lease_until, finish_by)
                        ON c.agent_id = u.agent_id
                     ORDER BY u.place);
    IF p_key IS NOT NULL THEN
        PERFORM agora._keep_result('exchange_tasks', p_actor, p_key, to_jsonb(v_rows));
    END IF;
    -- A loop, because a query takes longer to set up than one task.
    FOREACH r_row IN ARRAY v_rows LOOP
        RETURN NEXT r_row;
    END LOOP;
END;
$exchange_tasks$;

COMMENT ON FUNCTION agora_work.exchange_tasks(bigint[], bigint[], bigint[], jsonb, text[], text, bigint)
    IS 'Complete tasks of 1 to 1000 agents and claim the next at hand for each: by position the next task, or the SQLSTATE of why this agent was refused, or neither.';
REVOKE ALL ON FUNCTION agora_work.exchange_tasks(bigint[], bigint[], bigint[], jsonb, text[], text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.exchange_tasks(bigint[], bigint[], bigint[], jsonb, text[], text, bigint) TO agora_service;
