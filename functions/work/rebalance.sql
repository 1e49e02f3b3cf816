-- Proposes moves of waiting tasks from agents that have more than they may hold to those that can do them and have the least to do:
-- the least urgent and youngest tasks first, until nobody has too much or nobody can take more. Nothing is moved: see move_tasks().
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work.rebalance(p_limit integer DEFAULT 100)
RETURNS TABLE (task_id bigint, code text, title text, estimate interval, from_agent bigint, to_agent bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $rebalance$
DECLARE
    v_agents     bigint[];
    v_loads      numeric[];
    v_rooms      numeric[];
    v_takes      boolean[];
    v_to         integer;
    v_from       integer;
    v_moves      integer := 0;
    v_lane       agora_work.lane;
    r_task       record;
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 10000);
    SELECT array_agg(l.agent_id ORDER BY l.agent_id), array_agg(extract(epoch FROM l.assigned) ORDER BY l.agent_id),
           array_agg(extract(epoch FROM l.available) ORDER BY l.agent_id), array_agg(s.health = 'ok' AND s.status <> 'error' AND l.is_open AND l.load_percent < 100 ORDER BY l.agent_id)
      INTO v_agents, v_loads, v_rooms, v_takes
      FROM agora_work.agent_load AS l
      JOIN agora_work.session AS s ON s.agent_id = l.agent_id;
    -- A loop, because each move changes the loads by which the next is chosen.
    FOR r_task IN
        SELECT t.task_id, t.estimate, extract(epoch FROM t.estimate) AS seconds, l.assignee_id, l AS lane
          FROM agora_work.agent_load AS o
          JOIN agora_work.lane AS l ON l.assignee_id = o.agent_id
          JOIN agora_work.task_part AS s ON s.lane_id = l.lane_id AND s.part IN ('ready', 'later', 'blocked')
          JOIN agora_work.task AS t ON t.ctid = s.place AND t.estimate > interval '0'
         WHERE o.band = 'over'
         ORDER BY o.load_percent DESC, o.agent_id, l.priority, t.task_id DESC
    LOOP
        EXIT WHEN v_moves >= p_limit;
        v_from := array_position(v_agents, r_task.assignee_id);
        CONTINUE WHEN v_loads[v_from] <= v_rooms[v_from];
        v_lane := r_task.lane;
        v_lane.assignee_id := NULL; -- as if it were nobody's
        SELECT u.ordinality INTO v_to
          FROM unnest(v_agents, v_loads, v_rooms, v_takes) WITH ORDINALITY AS u(agent_id, load, room, takes, ordinality)
          JOIN agora_work.agent AS a ON a.agent_id = u.agent_id
           AND agora_work._claim_refusal(a, v_lane) IS NULL
         WHERE u.takes AND u.ordinality <> v_from AND u.load + r_task.seconds <= u.room
         ORDER BY (u.load + r_task.seconds) / u.room, u.agent_id
         LIMIT 1;
        CONTINUE WHEN NOT FOUND;
        v_loads[v_from] := v_loads[v_from] - r_task.seconds;
        v_loads[v_to]   := v_loads[v_to] + r_task.seconds;
        v_moves := v_moves + 1;
        RETURN QUERY SELECT r_task.task_id, d.code, d.title, r_task.estimate, v_agents[v_from], v_agents[v_to] FROM agora_work.task_detail AS d WHERE d.task_id = r_task.task_id;
    END LOOP;
END;
$rebalance$;

COMMENT ON FUNCTION agora_work.rebalance(integer)
    IS 'Propose at most p_limit (1 to 10000) moves of waiting tasks away from agents with more than they may hold.';
REVOKE ALL ON FUNCTION agora_work.rebalance(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.rebalance(integer) TO agora_reader;
