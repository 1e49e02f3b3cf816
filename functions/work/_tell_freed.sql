-- Tells who waits for tasks that can be claimed again: whoever reported them stuck or asked to be told, and the agent they are for.
-- Who fills the time with something else meanwhile is told to stop.
-- Emits: work.message.sent.v1.
CREATE OR REPLACE FUNCTION agora_work._tell_freed(
    p_tasks  bigint[],
    p_actor  bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_tell_freed$
DECLARE
    v_agents   bigint[];
    v_bodies   jsonb[];
    v_busy     bigint[];
    v_fillers  jsonb[];
BEGIN
    WITH waiting AS MATERIALIZED (
        SELECT w.task_id, w.agent_id FROM agora_work.waiter AS w WHERE w.task_id = ANY (p_tasks) AND w.awaits = 'unblocked'
        UNION
        SELECT t.task_id, l.assignee_id
          FROM agora_work.task AS t
          JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
         WHERE t.task_id = ANY (p_tasks) AND l.assignee_id IS NOT NULL AND l.kind = 'critical'
    ), filling AS MATERIALIZED (
        SELECT f.holder_id AS agent_id, jsonb_agg(jsonb_build_object('task_id', f.task_id, 'epoch', f.epoch) ORDER BY f.task_id) AS fillers
          FROM agora_work.task AS f
          JOIN agora_work.lane AS l ON l.lane_id = f.lane_id AND l.kind <> 'critical'
         WHERE f.holder_id IN (SELECT w.agent_id FROM waiting AS w)
         GROUP BY f.holder_id
    )
    SELECT array_agg(w.agent_id ORDER BY w.agent_id, w.task_id),
           array_agg(jsonb_build_object('task_id', w.task_id, 'code', d.code, 'title', d.title, 'status', 'available') ORDER BY w.agent_id, w.task_id),
           array_agg(w.agent_id ORDER BY w.agent_id, w.task_id) FILTER (WHERE f.agent_id IS NOT NULL),
           array_agg(jsonb_build_object('task_id', w.task_id, 'fillers', f.fillers) ORDER BY w.agent_id, w.task_id) FILTER (WHERE f.agent_id IS NOT NULL)
      INTO v_agents, v_bodies, v_busy, v_fillers
      FROM waiting AS w
      JOIN agora_work.task_detail AS d ON d.task_id = w.task_id
      LEFT JOIN filling AS f ON f.agent_id = w.agent_id;
    IF v_agents IS NOT NULL THEN
        PERFORM agora_work._send(v_agents, 'unblocked', v_bodies, p_actor);
    END IF;
    IF v_busy IS NOT NULL THEN
        PERFORM agora_work._send(v_busy, 'preempt_filler', v_fillers, p_actor);
    END IF;
END;
$_tell_freed$;

COMMENT ON FUNCTION agora_work._tell_freed(bigint[], bigint)
    IS 'Tell who waits for tasks that can be claimed again.';
REVOKE ALL ON FUNCTION agora_work._tell_freed(bigint[], bigint) FROM PUBLIC;
