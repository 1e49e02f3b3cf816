-- The task that an agent reported stuck, or waits for, and that can be claimed again: the most urgent, locked. Its fillers make room.
-- Locks: the task, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._next_own(p_agent bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_next_own$
DECLARE
    v_task bigint;
BEGIN
    SELECT t.task_id INTO v_task
      FROM agora_work.waiter AS w
      JOIN agora_work.task AS t ON t.task_id = w.task_id
      JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
      JOIN agora_work.agent AS a ON a.agent_id = w.agent_id
     CROSS JOIN LATERAL (SELECT count(*) AS tasks, coalesce(sum(h.estimate), interval '0') AS load
                           FROM agora_work.task AS h
                           JOIN agora_work.lane AS k ON k.lane_id = h.lane_id AND k.kind = 'critical'
                          WHERE h.holder_id = p_agent AND least(h.lease_until, h.finish_by) > agora_work.loss_horizon(h.lease)) AS held
     WHERE w.agent_id = p_agent AND w.awaits = 'unblocked' AND t.status = 'available' AND l.kind = 'critical'
       AND (t.ready_at IS NULL OR t.ready_at <= agora.now() OR t.ready_at = 'infinity')
       AND held.tasks < a.max_tasks
       AND held.load + coalesce(t.estimate, interval '0') <= a.capacity
       AND NOT EXISTS (SELECT FROM agora_work.exclusive_key AS x WHERE x.key = ANY (t.exclusive))
       AND NOT EXISTS (SELECT FROM agora_work._may_claim(p_agent, ARRAY[t.lane_id]) AS m WHERE m.refusal IS NOT NULL)
     ORDER BY l.priority DESC, t.task_id
     LIMIT 1
       FOR NO KEY UPDATE OF t SKIP LOCKED;
    RETURN v_task;
END;
$_next_own$;

COMMENT ON FUNCTION agora_work._next_own(bigint)
    IS 'Task that an agent waits for and can claim now; NULL = none.';
REVOKE ALL ON FUNCTION agora_work._next_own(bigint) FROM PUBLIC;
