-- Completes the claims of tasks that are locked and held: writes history, results and artefacts, frees their keys and lets those go on that waited for them.
-- Claims and results are by position; NULL = no results. Artefacts are those of one task.
-- Many small statements, because one that does it all takes longer to set up than they do.
-- Errors: 0A000.   Emits: work.task.completed.v1, work.task.unblocked.v1, work.message.sent.v1.   Locks: tasks that wait for them by id, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work._complete(
    p_tasks      bigint[],
    p_claims     agora_work.claim[],
    p_results    jsonb[],
    p_artefacts  text[],
    p_cost_usd   numeric,
    p_actor      bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_complete$
DECLARE
    v_now         timestamptz := agora.now();
    v_first       agora_work.claim := p_claims[1];
    v_has_keys    boolean;
    v_waiting     bigint[];
    v_is_awaited  boolean;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM agora_work._check_snapshot();
    END IF;
    INSERT INTO agora_work.claim (task_id, epoch, agent_id, outcome, claimed_at, started_at, ended_at, cost_usd)
    SELECT c.task_id, c.epoch, c.agent_id, 'completed', c.claimed_at, c.started_at, v_now, p_cost_usd FROM unnest(p_claims) AS c;
    UPDATE agora_work.task AS t
       SET status      = 'completed',
           closed_at   = v_now,
           holder_id   = NULL,
           claimed_at  = NULL,
           started_at  = NULL,
           lease       = NULL,
           lease_until = NULL,
           finish_by   = NULL
     WHERE t.task_id = ANY (p_tasks);
    SELECT ARRAY(SELECT w.task_id FROM agora_work.dependency AS w WHERE w.needs_id = ANY (p_tasks)),
           EXISTS (SELECT FROM agora_work.waiter AS w WHERE w.task_id = ANY (p_tasks)),
           EXISTS (SELECT FROM agora_work.exclusive_key AS x WHERE x.task_id = ANY (p_tasks))
      INTO v_waiting, v_is_awaited, v_has_keys;
    IF p_results IS NOT NULL OR p_artefacts IS NOT NULL THEN
        UPDATE agora_work.task_detail AS d
           SET result = u.result, artefacts = p_artefacts
          FROM unnest(p_tasks, p_results) AS u(task_id, result)
         WHERE d.task_id = u.task_id;
    END IF;
    IF v_waiting <> '{}' THEN
        PERFORM agora_work._change_waits(v_waiting, array_fill(-1, ARRAY[cardinality(v_waiting)]), array_fill(0, ARRAY[cardinality(v_waiting)]), p_actor);
    END IF;
    IF v_has_keys THEN
        DELETE FROM agora_work.exclusive_key AS x WHERE x.task_id = ANY (p_tasks);
    END IF;
    IF cardinality(p_tasks) = 1 THEN
        PERFORM agora_event._emit('work.task.completed.v1', p_tasks[1]::text,
                                  jsonb_build_object('task_id', p_tasks[1], 'epoch', v_first.epoch, 'agent_id', v_first.agent_id), NULL, p_actor);
    ELSE
        PERFORM agora_event._emit_set(
            'work.task.completed.v1', array_agg(c.task_id::text), array_agg(jsonb_build_object('task_id', c.task_id, 'epoch', c.epoch, 'agent_id', c.agent_id)),
            NULL, p_actor)
           FROM unnest(p_claims) AS c;
    END IF;
    IF v_is_awaited THEN
        PERFORM agora_work._tell_closed(p_tasks, p_actor);
    END IF;
END;
$_complete$;

COMMENT ON FUNCTION agora_work._complete(bigint[], agora_work.claim[], jsonb[], text[], numeric, bigint)
    IS 'Complete tasks that are locked and held.';
REVOKE ALL ON FUNCTION agora_work._complete(bigint[], agora_work.claim[], jsonb[], text[], numeric, bigint) FROM PUBLIC;
