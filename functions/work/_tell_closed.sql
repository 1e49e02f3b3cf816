-- Tells who waits for those of the tasks that are closed; nobody waits for them any more. Who waited to claim one is told where nobody
-- did it.
-- Emits: work.message.sent.v1.
CREATE OR REPLACE FUNCTION agora_work._tell_closed(
    p_tasks  bigint[],
    p_actor  bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_tell_closed$
DECLARE
    v_agents  bigint[];
    v_bodies  jsonb[];
BEGIN
    WITH gone AS (
        DELETE FROM agora_work.waiter AS w
         USING agora_work.task AS c
         WHERE w.task_id = ANY (p_tasks) AND c.task_id = w.task_id AND c.closed_at IS NOT NULL
        RETURNING w.task_id, w.agent_id, w.awaits
    )
    SELECT array_agg(g.agent_id ORDER BY g.agent_id, g.task_id),
           array_agg(jsonb_build_object('task_id', g.task_id, 'code', d.code, 'title', d.title, 'status', t.status) ORDER BY g.agent_id, g.task_id)
      INTO v_agents, v_bodies
      FROM gone AS g
      JOIN agora_work.task AS t ON t.task_id = g.task_id
      JOIN agora_work.task_detail AS d ON d.task_id = g.task_id
     WHERE g.awaits = 'closed' OR t.status = 'cancelled';
    IF v_agents IS NOT NULL THEN
        PERFORM agora_work._send(v_agents, 'unblocked', v_bodies, p_actor);
    END IF;
END;
$_tell_closed$;

COMMENT ON FUNCTION agora_work._tell_closed(bigint[], bigint)
    IS 'Tell who waits for tasks that are closed.';
REVOKE ALL ON FUNCTION agora_work._tell_closed(bigint[], bigint) FROM PUBLIC;
