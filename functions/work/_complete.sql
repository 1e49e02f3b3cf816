-- Completes the claims of tasks that are locked and held: writes history, results and artefacts, frees their keys and lets those go on that waited for them.
-- Claims and results are by position; NULL = no results. Artefacts are those of one task. With p_is_told, of a task that nobody waits for, who calls it tells of it.
-- Many small statements, because one that does it all takes longer to set up than they do; those for one task do without sets.
-- Emits: work.task.completed.v1, work.task.unblocked.v1, work.message.sent.v1.   Locks: tasks that wait for them by id, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work._complete(
    p_claims     agora_work.held_claim[],
    p_results    jsonb[],
    p_artefacts  text[],
    p_cost_usd   numeric,
    p_actor      bigint,
    p_is_told    boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_complete$
DECLARE
    v_now         timestamptz := agora.now();
    v_one         agora_work.held_claim := p_claims[1];
    v_tasks       bigint[] := ARRAY[v_one.task_id];
    v_is_awaited  boolean := v_one.is_awaited;
    v_waiting     bigint[];
BEGIN
    IF cardinality(p_claims) = 1 THEN
        INSERT INTO agora_work.claim (task_id, epoch, agent_id, outcome, claimed_at, started_at, ended_at, cost_usd)
        VALUES (v_one.task_id, v_one.epoch, v_one.agent_id, 'completed', v_one.claimed_at, v_one.started_at, v_now, p_cost_usd);
    ELSE
        SELECT ARRAY(SELECT c.task_id FROM unnest(p_claims) AS c), EXISTS (SELECT FROM unnest(p_claims) AS c WHERE c.is_awaited) INTO v_tasks, v_is_awaited;
        INSERT INTO agora_work.claim (task_id, epoch, agent_id, outcome, claimed_at, started_at, ended_at, cost_usd)
        SELECT c.task_id, c.epoch, c.agent_id, 'completed', c.claimed_at, c.started_at, v_now, p_cost_usd FROM unnest(p_claims) AS c;
    END IF;
    UPDATE agora_work.task AS t
       SET status      = 'completed',
           closed_at   = v_now,
           holder_id   = NULL,
           claimed_at  = NULL,
           held_since  = NULL,
           started_at  = NULL,
           lease       = NULL,
           lease_until = NULL,
           finish_by   = NULL
     WHERE t.task_id = ANY (v_tasks);
    IF p_results IS NOT NULL OR p_artefacts IS NOT NULL THEN
        UPDATE agora_work.task_detail AS d
           SET result = u.result, artefacts = p_artefacts
          FROM unnest(v_tasks, p_results) AS u(task_id, result)
         WHERE d.task_id = u.task_id;
    END IF;
    IF v_is_awaited THEN
        v_waiting := ARRAY(SELECT w.task_id FROM agora_work.dependency AS w WHERE w.needs_id = ANY (v_tasks));
        PERFORM agora_work._change_waits(v_waiting, array_fill(-1, ARRAY[cardinality(v_waiting)]), array_fill(0, ARRAY[cardinality(v_waiting)]), p_actor);
        DELETE FROM agora_work.exclusive_key AS x WHERE x.task_id = ANY (v_tasks);
    END IF;
    IF p_is_told THEN
        RETURN;
    ELSIF cardinality(p_claims) = 1 THEN
        PERFORM agora_work._tell_completed(v_one, p_actor);
    ELSE
        PERFORM agora_event._emit_set('work.task.completed.v1', v_tasks::text[],
                                      ARRAY(SELECT jsonb_build_object('task_id', c.task_id, 'epoch', c.epoch, 'agent_id', c.agent_id) FROM unnest(p_claims) AS c), NULL, p_actor);
    END IF;
    IF v_is_awaited THEN
        PERFORM agora_work._tell_closed(v_tasks, p_actor);
    END IF;
END;
$_complete$;

COMMENT ON FUNCTION agora_work._complete(agora_work.held_claim[], jsonb[], text[], numeric, bigint, boolean)
    IS 'Complete tasks that are locked and held.';
REVOKE ALL ON FUNCTION agora_work._complete(agora_work.held_claim[], jsonb[], text[], numeric, bigint, boolean) FROM PUBLIC;
