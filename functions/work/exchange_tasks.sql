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
    v_tries     boolean := pg_current_xact_id_if_assigned() IS NOT NULL;
    v_is_one    boolean := array_dims(p_agents) || array_dims(p_tasks) || array_dims(p_epochs) = '[1:1][1:1][1:1]';
    v_is_plain  boolean;
    v_first     jsonb;
    v_rows      agora_work.exchanged_task[];
    r_row       agora_work.exchanged_task;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM agora_work._check_snapshot();
    END IF;
    -- One that plainly passes first; an IF of its own, for what it names costs who reaches it.
    IF v_is_one THEN
        v_is_plain := (p_agents[1] = p_actor OR p_agents[1] IS NOT NULL AND p_actor <= 3) AND (p_tasks[1] IS NULL OR p_epochs[1] IS NOT NULL) AND p_results IS NULL;
    END IF;
    IF v_is_plain IS NOT TRUE THEN
        PERFORM agora_work._check_exchange(p_agents, p_tasks, p_epochs, p_results, p_actor);
    END IF;
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

    -- One alone needs no sets.
    IF v_is_one THEN
        v_rows := ARRAY[agora_work._exchange_one(p_agents[1], p_tasks[1], p_epochs[1], nullif(p_results -> 0, 'null'), p_kinds, v_tries, p_actor)];
    ELSE
        v_rows := agora_work._exchange_set(p_agents, p_tasks, p_epochs, p_results, p_kinds, v_tries, p_actor);
    END IF;
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
