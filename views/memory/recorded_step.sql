-- Steps that attempts took, with the states before and after them.
CREATE OR REPLACE VIEW agora_memory.recorded_step WITH (security_barrier) AS
SELECT s.attempt_id,
       s.number,
       s.name,
       s.outcome,
       s.detail,
       s.started_at,
       s.finished_at,
       s.finished_at - s.started_at AS duration,
       b.snapshot_id AS pre_snapshot_id,
       f.snapshot_id AS post_snapshot_id,
       s.recorded_at
  FROM agora_memory.workflow_step AS s
  LEFT JOIN agora_memory.attempt_snapshot AS b ON b.attempt_id = s.attempt_id AND b.step_number = s.number AND b.kind = 'pre'
  LEFT JOIN agora_memory.attempt_snapshot AS f ON f.attempt_id = s.attempt_id AND f.step_number = s.number AND f.kind = 'post';

COMMENT ON VIEW agora_memory.recorded_step IS 'Workflow steps of attempts: outcome, time, snapshots before and after.';
GRANT SELECT ON agora_memory.recorded_step TO agora_reader;
