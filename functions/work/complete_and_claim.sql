-- Completes a task and claims the next in the same transaction: one call a task, for an agent that is never idle. It claims what is at hand; no task
-- means "ask next_work() or claim_next()", which look again, sweep, and say why an agent may not claim. Repeated, it gets the first tasks with its key, else none.
-- Errors: 0A000 isolation · 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW001 · ZW002 · ZW005 · ZW006 · ZW007 closed, or completed with another result.
-- Emits: work.task.completed.v1, work.task.unblocked.v1, work.task.claimed.v1.
-- Locks: the key, the agent; the task, those that wait for it by id, exclusive keys, lanes by id; tasks and lanes, others' skipped, and keys, tried.
CREATE OR REPLACE FUNCTION agora_work.complete_and_claim(
    p_agent      bigint,
    p_task       bigint,
    p_epoch      bigint,
    p_result     jsonb   DEFAULT NULL,
    p_artefacts  text[]  DEFAULT NULL,
    p_cost_usd   numeric DEFAULT NULL,
    p_limit      integer DEFAULT 1,
    p_kinds      text[]  DEFAULT '{critical}',
    p_key        text    DEFAULT NULL,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS SETOF agora_work.claimed_task
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $complete_and_claim$
DECLARE
    v_tries    boolean := pg_current_xact_id_if_assigned() IS NOT NULL;
    v_first    jsonb;
    v_claim    agora_work.held_claim;
    v_agent    record;
    v_claims   boolean;
    v_is_told  boolean;
    v_tasks    bigint[];
    v_claimed  agora_work.claimed_task[] := '{}';
    r_claimed  agora_work.claimed_task;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM agora_work._check_snapshot();
    END IF;
    IF (p_limit BETWEEN 1 AND 10000 AND cardinality(p_kinds) > 0 AND p_kinds <@ '{critical,filler,universal}') IS NOT TRUE THEN
        PERFORM agora_work._check_wanted(p_limit, p_kinds);
    END IF;
    IF num_nonnulls(p_result, p_artefacts, p_cost_usd) > 0 THEN
        PERFORM agora_work._check_result(p_result, p_artefacts, p_cost_usd);
    END IF;
    IF p_key IS NOT NULL THEN
        v_first := agora._first_result('complete_and_claim', p_actor, p_key,
                                       jsonb_build_array(p_agent, p_task, p_epoch, p_result, to_jsonb(p_artefacts), p_cost_usd, p_limit, to_jsonb(p_kinds)));
        IF v_first IS NOT NULL THEN
            RETURN QUERY SELECT f.* FROM jsonb_populate_recordset(NULL::agora_work.claimed_task, v_first) AS f;
            RETURN;
        END IF;
    END IF;

    v_agent := agora_work._lock_agent(p_agent, p_actor, p_task);
    v_claim := agora_work._lock_claim(p_task, p_epoch, 'completed', p_actor);
    IF v_claim.outcome IS NOT NULL THEN
        PERFORM agora_work._check_completed(v_claim, p_result, p_artefacts, p_cost_usd);
    ELSE
        -- A sweep takes lanes by id, as what is completed does: who is due to sweep claims anew. Of both the end and the next claim one statement tells.
        v_claims  := v_agent.free > 0 AND NOT agora_work._is_sweep_due();
        v_is_told := v_claims AND NOT v_claim.is_awaited;
        PERFORM agora_work._complete(ARRAY[v_claim], CASE WHEN p_result IS NOT NULL THEN ARRAY[p_result] END, p_artefacts, p_cost_usd, p_actor, v_is_told);
        IF v_claims THEN
            v_tasks := agora_work._pick_tasks(p_agent, p_kinds, least(p_limit, v_agent.free), v_agent.room, v_tries);
            IF cardinality(v_tasks) > 0 THEN
                v_claimed := agora_work._claim_set(p_agent, v_tasks, v_agent.since, v_agent.lease, p_actor, CASE WHEN v_is_told THEN v_claim END);
            ELSIF v_is_told THEN
                PERFORM agora_work._tell_completed(v_claim, p_actor);
            END IF;
        END IF;
    END IF;
    IF p_key IS NOT NULL THEN
        PERFORM agora._keep_result('complete_and_claim', p_actor, p_key, to_jsonb(v_claimed));
    END IF;
    -- A loop, because a query takes longer to set up than one task.
    FOREACH r_claimed IN ARRAY v_claimed LOOP
        RETURN NEXT r_claimed;
    END LOOP;
END;
$complete_and_claim$;

COMMENT ON FUNCTION agora_work.complete_and_claim(bigint, bigint, bigint, jsonb, text[], numeric, integer, text[], text, bigint)
    IS 'Complete a claimed task as complete_task does, and claim the next p_limit (1 to 10000) tasks that are at hand for an agent; no task = ask next_work() or claim_next().';
REVOKE ALL ON FUNCTION agora_work.complete_and_claim(bigint, bigint, bigint, jsonb, text[], numeric, integer, text[], text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.complete_and_claim(bigint, bigint, bigint, jsonb, text[], numeric, integer, text[], text, bigint) TO agora_service;
