-- What runs made, with the content where it is kept.
CREATE OR REPLACE VIEW agora_pipeline.recorded_artefact WITH (security_barrier) AS
SELECT a.artefact_id,
       a.generation_run_id,
       r.principal_id,
       a.path,
       a.kind,
       a.hash,
       c.content,
       a.stage,
       a.template_version,
       a.validation,
       a.quality,
       a.meta,
       a.recorded_at
  FROM agora_pipeline.artefact AS a
  JOIN agora_pipeline.generation_run AS r ON r.generation_run_id = a.generation_run_id
  LEFT JOIN agora_pipeline.artefact_content AS c ON c.hash = a.hash AND a.has_content
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.recorded_artefact IS 'Artefacts of generation runs by path and SHA-256, with their content where it was given, and whether they are valid; a bound login sees those of its own runs.';
GRANT SELECT ON agora_pipeline.recorded_artefact TO agora_reader;
