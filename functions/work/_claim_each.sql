-- Writes the claims of tasks that are locked, free and eligible, and whose keys are taken, by position for an agent each.
-- Emits: work.task.claimed.v1, one for each agent.
CREATE OR REPLACE FUNCTION agora_work._claim_each(
    p_agents  bigint[],
    p_tasks   bigint[],
    p_actor   bigint
)
RETURNS agora_work.claimed_task[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_claim_each$
DECLARE
    v_now      timestamptz := agora.now();
    v_claimed  agora_work.claimed_task[];
BEGIN
    UPDATE agora_work.task AS t
       SET status      = 'claimed',
           epoch       = t.epoch + 1,
           ready_at    = NULL,
           holder_id   = a.agent_id,
           claimed_at  = v_now,
           lease       = a.lease,
           lease_until = v_now + a.lease,
           finish_by   = v_now + t.ttl
      FROM unnest(p_agents, p_tasks) AS u(agent_id, task_id)
      JOIN agora_work.agent AS a ON a.agent_id = u.agent_id
     WHERE t.task_id = u.task_id;
    SELECT array_agg((t.task_id, t.epoch, d.code, d.title, d.details, l.kind, l.priority, d.complexity, t.attempts + 1, d.deadline,
                      t.lease_until, t.finish_by)::agora_work.claimed_task ORDER BY u.ordinality) INTO v_claimed
      FROM unnest(p_tasks) WITH ORDINALITY AS u(task_id, ordinality)
      JOIN agora_work.task AS t ON t.task_id = u.task_id
      JOIN agora_work.task_detail AS d ON d.task_id = u.task_id
      JOIN agora_work.lane AS l ON l.lane_id = t.lane_id;
    PERFORM agora_event._emit_set('work.task.claimed.v1', array_agg(e.agent_id::text ORDER BY e.place), array_agg(e.payload ORDER BY e.place), NULL, p_actor)
       FROM (SELECT u.agent_id, min(u.ordinality) AS place,
                    jsonb_build_object('agent_id', u.agent_id, 'task_ids', jsonb_agg(u.task_id ORDER BY u.ordinality), 'epochs', jsonb_agg(u.epoch ORDER BY u.ordinality)) AS payload
               FROM (SELECT k.agent_id, k.task_id, k.ordinality, c.epoch
                       FROM unnest(p_agents, p_tasks) WITH ORDINALITY AS k(agent_id, task_id, ordinality)
                       JOIN unnest(v_claimed) AS c ON c.task_id = k.task_id) AS u
              GROUP BY u.agent_id) AS e;
    PERFORM agora_work._count_latency() FROM (SELECT DISTINCT u.agent_id FROM unnest(p_agents) AS u(agent_id)) AS a;
    RETURN v_claimed;
END;
$_claim_each$;

COMMENT ON FUNCTION agora_work._claim_each(bigint[], bigint[], bigint)
    IS 'Write claims of several agents; returns the tasks as their holders get them, in the order of p_tasks.';
REVOKE ALL ON FUNCTION agora_work._claim_each(bigint[], bigint[], bigint) FROM PUBLIC;
