-- A task as add_tasks() would take it, without its needs.
CREATE OR REPLACE FUNCTION agora_work._task_facts(p_task bigint)
RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('title', d.title, 'code', d.code, 'kind', l.kind, 'priority', l.priority, 'assignee', l.assignee_id, 'capabilities', to_jsonb(l.capabilities), 'environment', l.environment,
                              'exclusive', to_jsonb(t.exclusive), 'not_before', to_jsonb(d.not_before), 'deadline', to_jsonb(d.deadline),
                              'estimate', extract(epoch FROM t.estimate), 'ttl', extract(epoch FROM t.ttl), 'complexity', d.complexity, 'max_attempts', t.max_attempts,
                              'details', d.details, 'correlation_id', d.correlation_id)
      FROM agora_work.task AS t
      JOIN agora_work.task_detail AS d ON d.task_id = t.task_id
      JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
     WHERE t.task_id = p_task;
END;

COMMENT ON FUNCTION agora_work._task_facts(bigint)
    IS 'Facts of a task in the form of add_tasks().';
REVOKE ALL ON FUNCTION agora_work._task_facts(bigint) FROM PUBLIC;
