-- Keeps claims alive, any number at once, and says of each whether it is still held: what is lost, cancelled or another's does not stop the rest.
-- Without tasks it only says that the agent is there. No event tells of it.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the tasks by id, then the agent; of others those that are locked are skipped.
CREATE OR REPLACE FUNCTION agora_work.heartbeat(
    p_tasks   bigint[] DEFAULT '{}',
    p_epochs  bigint[] DEFAULT '{}',
    p_actor   bigint   DEFAULT agora.current_principal()
)
RETURNS TABLE (task_id bigint, is_held boolean, lease_until timestamptz, finish_by timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $heartbeat$
#variable_conflict use_column
DECLARE
    v_now      timestamptz := agora.now();
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_claims(p_tasks, p_epochs);
    IF cardinality(p_tasks) = 1 THEN
        -- What a worker with one task sends, without the sorting.
        UPDATE agora_work.task AS t
           SET lease_until = v_now + t.lease
         WHERE t.task_id = p_tasks[1] AND t.epoch = p_epochs[1] AND (t.holder_id = p_actor OR p_actor <= 3) AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease)
        RETURNING t.lease_until, t.finish_by INTO lease_until, finish_by;
        task_id := p_tasks[1];
        is_held := found;
        RETURN NEXT;
    ELSE
        RETURN QUERY
        WITH held AS MATERIALIZED (
            SELECT t.task_id
              FROM agora_work.task AS t
              JOIN unnest(p_tasks, p_epochs) AS k(task_id, epoch) ON k.task_id = t.task_id AND k.epoch = t.epoch
             WHERE (t.holder_id = p_actor OR p_actor <= 3) AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease)
             ORDER BY t.task_id
               FOR NO KEY UPDATE OF t
        ), beaten AS (
            UPDATE agora_work.task AS t
               SET lease_until = v_now + t.lease
              FROM held AS h
             WHERE t.task_id = h.task_id
            RETURNING t.task_id, t.lease_until, t.finish_by
        )
        SELECT k.task_id, b.task_id IS NOT NULL, b.lease_until, b.finish_by
          FROM unnest(p_tasks) WITH ORDINALITY AS k(task_id, ordinality)
          LEFT JOIN beaten AS b ON b.task_id = k.task_id
         ORDER BY k.ordinality;
    END IF;

    -- An agent that holds tasks is seen by their leases.
    IF p_actor > 3 THEN
        UPDATE agora_work.agent AS a SET seen_at = v_now
         WHERE a.agent_id = p_actor AND a.seen_at < v_now - CASE WHEN p_tasks = '{}' THEN a.lease / 10 ELSE a.lease END;
    ELSE
        WITH seen AS MATERIALIZED (
            SELECT a.agent_id
              FROM agora_work.agent AS a
             WHERE a.agent_id = ANY (ARRAY(SELECT t.holder_id FROM agora_work.task AS t WHERE t.task_id = ANY (p_tasks))) AND a.seen_at < v_now - a.lease
               FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE agora_work.agent AS a SET seen_at = v_now FROM seen AS s WHERE a.agent_id = s.agent_id;
    END IF;
END;
$heartbeat$;

COMMENT ON FUNCTION agora_work.heartbeat(bigint[], bigint[], bigint)
    IS 'Keep at most 10000 claims alive, given by task and epoch; says of each, in their order, whether it is still held and until when.';
REVOKE ALL ON FUNCTION agora_work.heartbeat(bigint[], bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.heartbeat(bigint[], bigint[], bigint) TO agora_service;
