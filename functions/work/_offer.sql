-- What an agent is told to do next: a task that it claimed, or a stuck one that it helps with; else nothing.
CREATE OR REPLACE FUNCTION agora_work._offer(
    p_source           text,
    p_task             agora_work.claimed_task,
    p_help_assignment  bigint,
    p_stopped          bigint[]
)
RETURNS agora_work.work_offer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_offer$
DECLARE
    v_offer agora_work.work_offer;
BEGIN
    IF p_help_assignment IS NOT NULL THEN
        SELECT 'help'::text, b.task_id, NULL::bigint, d.code, d.title, agora_work._blocker_body(b), l.kind, l.priority, d.complexity, NULL::integer, d.deadline,
               NULL::timestamptz, NULL::timestamptz, h.blocker_id, h.help_assignment_id, '{}'::text[], p_stopped
          INTO v_offer
          FROM agora_work.help_assignment AS h
          JOIN agora_work.blocker AS b ON b.blocker_id = h.blocker_id
          JOIN agora_work.task AS t ON t.task_id = h.task_id
          JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
          JOIN agora_work.task_detail AS d ON d.task_id = h.task_id
         WHERE h.help_assignment_id = p_help_assignment;
    ELSIF p_task.task_id IS NOT NULL THEN
        SELECT p_source, p_task.task_id, p_task.epoch, p_task.code, p_task.title, p_task.details, p_task.kind, p_task.priority, p_task.complexity, p_task.attempt,
               p_task.deadline, p_task.lease_until, p_task.finish_by, NULL::bigint, NULL::bigint,
               ARRAY(SELECT f.part FROM agora_work.filler_part AS f WHERE f.task_id = p_task.task_id ORDER BY f.part), p_stopped
          INTO v_offer;
    END IF;
    RETURN v_offer;
END;
$_offer$;

COMMENT ON FUNCTION agora_work._offer(text, agora_work.claimed_task, bigint, bigint[])
    IS 'What an agent is told to do next.';
REVOKE ALL ON FUNCTION agora_work._offer(text, agora_work.claimed_task, bigint, bigint[]) FROM PUBLIC;
