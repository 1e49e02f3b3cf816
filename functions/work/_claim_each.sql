-- Writes the claims of tasks that are locked, free and eligible, and whose keys are taken: by position the agent of each, and since when it holds what it does.
-- Who calls it tells of them.
CREATE OR REPLACE FUNCTION agora_work._claim_each(
    p_agents  bigint[],
    p_tasks   bigint[],
    p_since   timestamptz[]
)
RETURNS agora_work.claimed_task[]
LANGUAGE plpgsql VOLATILE
AS $_claim_each$
DECLARE
    v_now      timestamptz := agora.now();
    v_claimed  agora_work.claimed_task[];
BEGIN
    WITH claimed AS (
        UPDATE agora_work.task AS t
           SET status      = 'claimed',
               epoch       = t.epoch + 1,
               ready_at    = NULL,
               holder_id   = a.agent_id,
               claimed_at  = v_now,
               held_since  = u.since,
               lease       = a.lease,
               lease_until = v_now + a.lease,
               finish_by   = v_now + t.ttl
          FROM unnest(p_agents, p_tasks, p_since) WITH ORDINALITY AS u(agent_id, task_id, since, place)
          JOIN agora_work.agent AS a ON a.agent_id = u.agent_id
         WHERE t.task_id = u.task_id
        RETURNING t.task_id, t.epoch, t.lane_id, t.attempts, t.lease_until, t.finish_by, u.place
    )
    SELECT array_agg((c.task_id, c.epoch, d.code, d.title, d.details, l.kind, l.priority, d.complexity, c.attempts + 1, d.deadline,
                      c.lease_until, c.finish_by)::agora_work.claimed_task ORDER BY c.place) INTO v_claimed
      FROM claimed AS c
      JOIN agora_work.task_detail AS d ON d.task_id = c.task_id
      JOIN agora_work.lane AS l ON l.lane_id = c.lane_id;
    RETURN v_claimed;
END;
$_claim_each$;

COMMENT ON FUNCTION agora_work._claim_each(bigint[], bigint[], timestamptz[])
    IS 'Write claims of several agents; returns the tasks as their holders get them, in the order of p_tasks.';
REVOKE ALL ON FUNCTION agora_work._claim_each(bigint[], bigint[], timestamptz[]) FROM PUBLIC;
