-- What waits for what.
CREATE OR REPLACE VIEW agora_work.task_dependency WITH (security_barrier) AS
SELECT w.task_id,
       d.code,
       w.needs_id,
       n.code AS needs_code,
       t.status AS needs_status,
       w.recorded_at
  FROM agora_work.dependency AS w
  JOIN agora_work.task_detail AS d ON d.task_id = w.task_id
  JOIN agora_work.task AS t ON t.task_id = w.needs_id
  JOIN agora_work.task_detail AS n ON n.task_id = w.needs_id;

COMMENT ON VIEW agora_work.task_dependency IS 'Dependencies of tasks, with the status of what is needed.';
GRANT SELECT ON agora_work.task_dependency TO agora_reader;
