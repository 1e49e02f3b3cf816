-- Gives waiting tasks to other agents, by position, as rebalance() proposes: the orchestrator does, the service or an operator. What
-- somebody works on by now, or is closed, stays; returns what was moved.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW002.   Emits: work.task.changed.v1.   Locks: the key, the tasks by id, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.move_tasks(
    p_tasks   bigint[],
    p_agents  bigint[],
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $move_tasks$
DECLARE
    v_first         jsonb;
    v_tasks         bigint[];
    v_kinds         text[];
    v_priorities    integer[];
    v_agents        bigint[];
    v_capabilities  jsonb[];
    v_environments  text[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_self(agora_work._orchestrator(), p_actor);
    IF p_tasks IS NULL OR p_agents IS NULL OR cardinality(p_tasks) <> cardinality(p_agents) OR cardinality(p_tasks) NOT BETWEEN 1 AND 10000
       OR array_ndims(p_tasks) <> 1 OR array_ndims(p_agents) <> 1 OR array_position(p_agents, NULL) IS NOT NULL
       OR (SELECT count(DISTINCT u.task_id) FROM unnest(p_tasks) AS u(task_id)) < cardinality(p_tasks) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'moves are not usable',
            DETAIL  = format('tasks=%s agents=%s', coalesce(cardinality(p_tasks)::text, 'NULL'), coalesce(cardinality(p_agents)::text, 'NULL')),
            HINT    = 'Pass two arrays of one length, 1 to 10000: tasks, each once, and the agents that get them.';
    END IF;
    v_first := agora._first_result('move_tasks', p_actor, p_key, jsonb_build_array(p_tasks, p_agents));
    IF v_first IS NOT NULL THEN
        RETURN ARRAY(SELECT f.id::bigint FROM jsonb_array_elements_text(v_first) AS f(id));
    END IF;
    SELECT array_agg(w.task_id), array_agg(w.kind), array_agg(w.priority), array_agg(w.agent_id), array_agg(w.capabilities), array_agg(w.environment)
      INTO v_tasks, v_kinds, v_priorities, v_agents, v_capabilities, v_environments
      FROM (SELECT t.task_id, l.kind, l.priority, m.agent_id, to_jsonb(l.capabilities) AS capabilities, l.environment
              FROM unnest(p_tasks, p_agents) AS m(task_id, agent_id)
              JOIN agora_work.task AS t ON t.task_id = m.task_id AND t.status IN ('available', 'blocked')
              JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
             ORDER BY t.task_id
               FOR NO KEY UPDATE OF t) AS w;
    IF v_tasks IS NOT NULL THEN
        UPDATE agora_work.task AS t
           SET lane_id = u.lane_id
          FROM unnest(v_tasks, agora_work._put_lanes(v_kinds, v_priorities, v_agents, v_capabilities, v_environments)) AS u(task_id, lane_id)
         WHERE t.task_id = u.task_id;
        PERFORM agora_work._note_ready(v_tasks);
        PERFORM agora_event._emit_set('work.task.changed.v1', array_agg(u.task_id::text ORDER BY u.task_id),
                                      array_agg(jsonb_build_object('task_id', u.task_id, 'assignee', u.agent_id) ORDER BY u.task_id), NULL, p_actor)
           FROM unnest(v_tasks, v_agents) AS u(task_id, agent_id);
    END IF;
    PERFORM agora._keep_result('move_tasks', p_actor, p_key, to_jsonb(coalesce(v_tasks, '{}')));
    RETURN coalesce(v_tasks, '{}');
END;
$move_tasks$;

COMMENT ON FUNCTION agora_work.move_tasks(bigint[], bigint[], text, bigint)
    IS 'Give waiting tasks (1 to 10000) to agents, by position; returns those that were moved.';
REVOKE ALL ON FUNCTION agora_work.move_tasks(bigint[], bigint[], text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.move_tasks(bigint[], bigint[], text, bigint) TO agora_service;
