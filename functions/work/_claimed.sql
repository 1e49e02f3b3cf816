-- A task as its holder got it.
CREATE OR REPLACE FUNCTION agora_work._claimed(p_task bigint)
RETURNS agora_work.claimed_task
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT t.task_id, t.epoch, d.code, d.title, d.details, l.kind, l.priority, d.complexity, t.attempts + 1, d.deadline, t.lease_until, t.finish_by
      FROM agora_work.task AS t
      JOIN agora_work.task_detail AS d ON d.task_id = t.task_id
      JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
     WHERE t.task_id = p_task;
END;

COMMENT ON FUNCTION agora_work._claimed(bigint)
    IS 'A claimed task as its holder gets it.';
REVOKE ALL ON FUNCTION agora_work._claimed(bigint) FROM PUBLIC;
