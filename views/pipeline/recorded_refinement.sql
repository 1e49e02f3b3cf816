-- Refinements of runs.
CREATE OR REPLACE VIEW agora_pipeline.recorded_refinement WITH (security_barrier) AS
SELECT f.refinement_id,
       f.generation_run_id,
       r.principal_id,
       f.is_applied,
       f.reason,
       f.confidence,
       f.confidence < (SELECT agora.setting_numeric('pipeline.refine_below')) AS was_due,
       f.lines_before,
       f.lines_after,
       f.lines_changed,
       f.change_ratio,
       f.change_ratio > (SELECT agora.setting_numeric('pipeline.refine_change_max')) AS is_large,
       f.quorum,
       f.recorded_at
  FROM agora_pipeline.refinement AS f
  JOIN agora_pipeline.generation_run AS r ON r.generation_run_id = f.generation_run_id
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.recorded_refinement IS 'Refinements of generation runs: whether they were due by the confidence in the code, whether they were taken, and whether they changed much of it; a bound login sees those of its own runs.';
GRANT SELECT ON agora_pipeline.recorded_refinement TO agora_reader;
