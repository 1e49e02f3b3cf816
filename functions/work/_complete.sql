-- Completes tasks that are locked and held: writes history, results and artefacts, frees their keys and lets those go on that waited for them.
-- Results and artefacts are arrays by position; NULL = none.
-- Emits: work.task.completed.v1, work.task.unblocked.v1.   Locks: tasks that wait for them by id, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work._complete(
    p_tasks      bigint[],
    p_results    jsonb[],
    p_artefacts  text[],
    p_cost_usd   numeric,
    p_actor      bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_complete$
DECLARE
    v_now       timestamptz := agora.now();
    v_has_keys  boolean;
    v_keys      text[];
    v_payloads  jsonb[];
    v_waiting   bigint[];
BEGIN
    WITH held AS MATERIALIZED (
        SELECT t.task_id, t.epoch, t.holder_id, t.claimed_at, t.started_at, t.exclusive FROM agora_work.task AS t WHERE t.task_id = ANY (p_tasks)
    ), history AS (
        INSERT INTO agora_work.claim (task_id, epoch, agent_id, outcome, claimed_at, started_at, ended_at, cost_usd)
        SELECT h.task_id, h.epoch, h.holder_id, 'completed', h.claimed_at, h.started_at, v_now, p_cost_usd FROM held AS h
    ), done AS (
        UPDATE agora_work.task AS t
           SET status      = 'completed',
               closed_at   = v_now,
               holder_id   = NULL,
               claimed_at  = NULL,
               started_at  = NULL,
               lease_until = NULL,
               finish_by   = NULL
          FROM held AS h
         WHERE t.task_id = h.task_id
    )
    SELECT bool_or(h.exclusive IS NOT NULL), array_agg(h.task_id::text ORDER BY h.task_id),
           array_agg(jsonb_build_object('task_id', h.task_id, 'epoch', h.epoch, 'agent_id', h.holder_id) ORDER BY h.task_id)
      INTO v_has_keys, v_keys, v_payloads
      FROM held AS h;
    IF p_results IS NOT NULL OR p_artefacts IS NOT NULL THEN
        UPDATE agora_work.task_detail AS d
           SET result = u.result, artefacts = p_artefacts
          FROM unnest(p_tasks, p_results) AS u(task_id, result)
         WHERE d.task_id = u.task_id;
    END IF;
    v_waiting := ARRAY(SELECT w.task_id FROM agora_work.dependency AS w WHERE w.needs_id = ANY (p_tasks));
    IF v_waiting <> '{}' THEN
        PERFORM agora_work._change_waits(v_waiting, array_fill(-1, ARRAY[cardinality(v_waiting)]), array_fill(0, ARRAY[cardinality(v_waiting)]), p_actor);
    END IF;
    IF v_has_keys THEN
        DELETE FROM agora_work.exclusive_key AS x WHERE x.task_id = ANY (p_tasks);
    END IF;
    PERFORM agora_event._emit_set('work.task.completed.v1', v_keys, v_payloads, NULL, p_actor);
END;
$_complete$;

COMMENT ON FUNCTION agora_work._complete(bigint[], jsonb[], text[], numeric, bigint)
    IS 'Complete tasks that are locked and held.';
REVOKE ALL ON FUNCTION agora_work._complete(bigint[], jsonb[], text[], numeric, bigint) FROM PUBLIC;
