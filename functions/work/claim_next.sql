-- Claims the next tasks for an agent: by priority, then by age, at most what it may still hold. Fewer than asked for means that there are not
-- more now. p_kinds says which kinds it wants.
-- Errors: 0A000 isolation, of who has a hard budget · 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW002 · ZW004 no budget left · ZW061 halted · ZW095 too soon.   Emits: work.task.claimed.v1, and what a sweep that is due emits.
-- Locks: the key, the agent; tasks, those of others skipped; exclusive keys, tried; lanes.
CREATE OR REPLACE FUNCTION agora_work.claim_next(
    p_agent  bigint,
    p_limit  integer DEFAULT 1,
    p_kinds  text[]  DEFAULT '{critical}',
    p_key    text    DEFAULT NULL,
    p_actor  bigint  DEFAULT agora.current_principal()
)
RETURNS SETOF agora_work.claimed_task
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $claim_next$
DECLARE
    v_tries    boolean := pg_current_xact_id_if_assigned() IS NOT NULL;
    v_first    jsonb;
    v_agent    record;
    v_tasks    bigint[];
    v_claimed  agora_work.claimed_task[] := '{}';
    r_claimed  agora_work.claimed_task;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF (p_limit BETWEEN 1 AND 10000 AND cardinality(p_kinds) > 0 AND p_kinds <@ '{critical,filler,universal}') IS NOT TRUE THEN
        PERFORM agora_work._check_wanted(p_limit, p_kinds);
    END IF;
    IF p_key IS NOT NULL THEN
        v_first := agora._first_result('claim_next', p_actor, p_key, jsonb_build_object('agent', p_agent, 'limit', p_limit, 'kinds', to_jsonb(p_kinds)));
        IF v_first IS NOT NULL THEN
            RETURN QUERY SELECT f.* FROM jsonb_populate_recordset(NULL::agora_work.claimed_task, v_first) AS f;
            RETURN;
        END IF;
    END IF;

    v_agent := agora_work._lock_agent(p_agent, p_actor);
    IF agora_work._is_sweep_due() THEN
        PERFORM agora_work._release_expired(1000);
        v_tries := true;
    END IF;
    IF v_agent.free > 0 THEN
        p_limit := least(p_limit, v_agent.free);
        v_tasks := agora_work._pick_tasks(p_agent, p_kinds, p_limit, v_agent.room, v_tries);
        IF cardinality(v_tasks) = 0 THEN
            -- The hints may be late, so look once more from the start.
            PERFORM agora_work._make_ready(1000);
            PERFORM agora_work._find_ready(ARRAY(SELECT l.lane_id
                                                   FROM agora_work.lane AS l
                                                  WHERE (l.assignee_id IS NULL OR l.assignee_id = p_agent) AND l.kind = ANY (p_kinds)));
            v_tasks := agora_work._pick_tasks(p_agent, p_kinds, p_limit, v_agent.room, true);
        END IF;
        IF cardinality(v_tasks) > 0 THEN
            v_claimed := agora_work._claim_set(p_agent, v_tasks, v_agent.since, v_agent.lease, p_actor);
        END IF;
    END IF;
    IF p_key IS NOT NULL THEN
        PERFORM agora._keep_result('claim_next', p_actor, p_key, to_jsonb(v_claimed));
    END IF;
    -- A loop, because a query takes longer to set up than one task.
    FOREACH r_claimed IN ARRAY v_claimed LOOP
        RETURN NEXT r_claimed;
    END LOOP;
END;
$claim_next$;

COMMENT ON FUNCTION agora_work.claim_next(bigint, integer, text[], text, bigint)
    IS 'Claim the next p_limit (1 to 10000) tasks for an agent, or as many as there are and it may hold.';
REVOKE ALL ON FUNCTION agora_work.claim_next(bigint, integer, text[], text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.claim_next(bigint, integer, text[], text, bigint) TO agora_service;
