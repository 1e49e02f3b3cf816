-- Claims one task for an agent. No row means "not now": somebody else has it or is just taking it, or it waits for something; what is closed is refused.
-- Whose it is already gets the same claim, before it is asked what else it may claim. A lost claim ends here, swept or not.
-- Errors: 0A000 isolation, of who has a hard budget · 42501 · ZA001 · ZA002 · ZW001 · ZW002 · ZW004 not eligible · ZW007 closed · ZW061 halted · ZW095 too soon.
-- Emits: work.task.claimed.v1, of a lost claim work.task.returned.v1, work.task.failed.v1.
-- Locks: the agent; the task, unless another agent or session has it; exclusive keys, tried; lanes.
CREATE OR REPLACE FUNCTION agora_work.claim_task(
    p_agent  bigint,
    p_task   bigint,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS SETOF agora_work.claimed_task
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $claim_task$
DECLARE
    v_now      timestamptz := agora.now();
    v_agent    record;
    v_task     agora_work.task;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_agent IS DISTINCT FROM p_actor THEN
        PERFORM agora_work._check_self(p_agent, p_actor);
        PERFORM agora._check_principal('p_agent', p_agent, true);
    END IF;
    -- Behind the lock of every claim, so that what another session has just claimed for the agent is seen.
    PERFORM FROM agora_work.agent AS a WHERE a.agent_id = p_agent FOR NO KEY UPDATE;
    SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task;
    PERFORM agora_work._refuse_closed(v_task);
    IF v_task.holder_id = p_agent THEN
        RETURN QUERY
            SELECT c.*
              FROM agora_work.task AS t
             CROSS JOIN LATERAL agora_work._claimed(t.task_id) AS c
             WHERE t.task_id = p_task AND t.holder_id = p_agent AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease);
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    v_agent := agora_work._lock_agent(p_agent, p_actor);
    SELECT t.* INTO v_task
      FROM agora_work.task AS t
     WHERE t.task_id = p_task AND (t.holder_id IS NULL OR least(t.lease_until, t.finish_by) <= agora_work.loss_horizon(t.lease))
       FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        PERFORM agora_work._check_task(p_task);
        RETURN;
    END IF;
    IF v_task.holder_id IS NOT NULL AND least(v_task.lease_until, v_task.finish_by) <= agora_work.loss_horizon(v_task.lease) THEN
        PERFORM agora_work._end_claims(ARRAY[p_task], 'lost', NULL, NULL, false, p_actor);
        SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task;
    END IF;
    PERFORM agora_work._refuse_closed(v_task);
    PERFORM agora_work._check_eligible(p_agent, v_task, v_agent.free, v_agent.room);
    IF v_task.status <> 'available' OR (v_task.ready_at > v_now AND v_task.ready_at < 'infinity') THEN
        RETURN;
    END IF;
    IF NOT agora_work._take_keys(p_task, v_task.exclusive) THEN
        -- Whoever has them may be lost, too.
        PERFORM agora_work._release_expired(1000);
        IF NOT agora_work._take_keys(p_task, v_task.exclusive) THEN
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT c.* FROM unnest(agora_work._claim_set(p_agent, ARRAY[p_task], v_agent.since, v_agent.lease, p_actor)) AS c;
END;
$claim_task$;

COMMENT ON FUNCTION agora_work.claim_task(bigint, bigint, bigint)
    IS 'Claim one task for an agent; no row = not now. Its holder gets the same claim again; a closed task is refused.';
REVOKE ALL ON FUNCTION agora_work.claim_task(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.claim_task(bigint, bigint, bigint) TO agora_service;
