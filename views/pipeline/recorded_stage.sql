-- Stages of runs.
CREATE OR REPLACE VIEW agora_pipeline.recorded_stage WITH (security_barrier) AS
SELECT s.generation_run_id,
       r.principal_id,
       p.number,
       s.stage,
       s.status,
       s.tries,
       s.started_at,
       s.finished_at,
       s.duration_ms,
       s.target_ms,
       s.ratio,
       CASE WHEN s.ratio >= (SELECT agora.setting_numeric('pipeline.performance_error')) THEN 'error'
            WHEN s.ratio >= (SELECT agora.setting_numeric('pipeline.performance_warning')) THEN 'warning'
            WHEN s.ratio IS NOT NULL THEN 'ok' END AS performance,
       s.quality,
       s.detail
  FROM agora_pipeline.stage_run AS s
  JOIN agora_pipeline.pipeline_stage AS p ON p.stage = s.stage
  JOIN agora_pipeline.generation_run AS r ON r.generation_run_id = s.generation_run_id
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.recorded_stage IS 'Stages of generation runs, with their time against the target (performance ok, warning, error) and quality; a bound login sees those of its own runs.';
GRANT SELECT ON agora_pipeline.recorded_stage TO agora_reader;
