-- Decisions at checkpoints.
CREATE OR REPLACE VIEW agora_pipeline.recorded_checkpoint WITH (security_barrier) AS
SELECT c.checkpoint_id,
       c.generation_run_id,
       r.principal_id,
       c.stage,
       c.decision,
       c.note,
       c.detail,
       c.decided_by,
       c.recorded_at
  FROM agora_pipeline.checkpoint AS c
  JOIN agora_pipeline.generation_run AS r ON r.generation_run_id = c.generation_run_id
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.recorded_checkpoint IS 'Decisions at the checkpoints of generation runs; a bound login sees those of its own runs.';
GRANT SELECT ON agora_pipeline.recorded_checkpoint TO agora_reader;
