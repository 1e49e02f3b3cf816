-- What became of releases.
CREATE OR REPLACE VIEW agora_pipeline.release_history WITH (security_barrier) AS
SELECT s.release_step_id,
       s.pipeline_release_id,
       p.component,
       p.version,
       s.status,
       s.note,
       s.principal_id AS decided_by,
       s.recorded_at
  FROM agora_pipeline.release_step AS s
  JOIN agora_pipeline.pipeline_release AS p ON p.pipeline_release_id = s.pipeline_release_id;

COMMENT ON VIEW agora_pipeline.release_history IS 'Each step of each release: state, who brought it there, when and why.';
GRANT SELECT ON agora_pipeline.release_history TO agora_reader;
