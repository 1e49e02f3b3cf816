-- Writes the claim of tasks that are locked, free and eligible, and whose keys are taken. One task, as most claims have, needs no sets.
-- Of p_done, which the agent has just completed, nobody has been told yet.
-- Emits: work.task.claimed.v1, work.task.completed.v1.
CREATE OR REPLACE FUNCTION agora_work._claim_set(
    p_agent  bigint,
    p_tasks  bigint[],
    p_since  timestamptz,
    p_lease  interval,
    p_actor  bigint,
    p_done   agora_work.held_claim DEFAULT NULL
)
RETURNS agora_work.claimed_task[]
LANGUAGE plpgsql VOLATILE
AS $_claim_set$
DECLARE
    v_now      timestamptz := agora.now();
    v_one      agora_work.claimed_task;
    v_claimed  agora_work.claimed_task[];
    v_epochs   jsonb;
    v_payload  jsonb;
BEGIN
    IF cardinality(p_tasks) = 1 THEN
        UPDATE agora_work.task AS t
           SET status      = 'claimed',
               epoch       = t.epoch + 1,
               ready_at    = NULL,
               holder_id   = p_agent,
               claimed_at  = v_now,
               held_since  = p_since,
               lease       = p_lease,
               lease_until = v_now + p_lease,
               finish_by   = v_now + t.ttl
          FROM agora_work.task_detail AS d
         CROSS JOIN agora_work.lane AS l
         WHERE t.task_id = p_tasks[1] AND d.task_id = t.task_id AND l.lane_id = t.lane_id
        RETURNING t.task_id, t.epoch, d.code, d.title, d.details, l.kind, l.priority, d.complexity, t.attempts + 1, d.deadline, t.lease_until, t.finish_by INTO v_one;
        v_claimed := ARRAY[v_one];
        v_epochs := jsonb_build_array(v_one.epoch);
    ELSE
        v_claimed := agora_work._claim_each(array_fill(p_agent, ARRAY[cardinality(p_tasks)]), p_tasks, array_fill(p_since, ARRAY[cardinality(p_tasks)]));
        v_epochs := (SELECT jsonb_agg(c.epoch) FROM unnest(v_claimed) AS c);
    END IF;
    v_payload := jsonb_build_object('agent_id', p_agent, 'task_ids', to_jsonb(p_tasks), 'epochs', v_epochs);
    IF p_done.task_id IS NULL THEN
        PERFORM agora_event._emit('work.task.claimed.v1', p_agent::text, v_payload, NULL, p_actor);
    ELSE
        PERFORM agora_event._emit_pair('work.task.completed.v1', 'work.task.claimed.v1', p_done.task_id::text,
                                       jsonb_build_object('task_id', p_done.task_id, 'epoch', p_done.epoch, 'agent_id', p_done.agent_id), p_agent::text, v_payload, p_actor);
    END IF;
    PERFORM agora_work._count_latency();
    RETURN v_claimed;
END;
$_claim_set$;

COMMENT ON FUNCTION agora_work._claim_set(bigint, bigint[], timestamptz, interval, bigint, agora_work.held_claim)
    IS 'Write claims; returns the tasks as their holder gets them, in the order of p_tasks.';
REVOKE ALL ON FUNCTION agora_work._claim_set(bigint, bigint[], timestamptz, interval, bigint, agora_work.held_claim) FROM PUBLIC;
