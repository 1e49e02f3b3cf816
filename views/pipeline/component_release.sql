-- Releases of components; which one is in use is for everybody to see.
CREATE OR REPLACE VIEW agora_pipeline.component_release WITH (security_barrier) AS
SELECT p.pipeline_release_id,
       p.component,
       p.version,
       p.status,
       p.status = 'released' AS is_in_use,
       p.replaced_id,
       p.generation_run_id,
       (SELECT array_agg(DISTINCT a.hash::text ORDER BY a.hash::text) FROM agora_pipeline.artefact AS a WHERE a.generation_run_id = p.generation_run_id) AS artefact_hashes,
       p.proposed_by,
       p.recorded_at
  FROM agora_pipeline.pipeline_release AS p;

COMMENT ON VIEW agora_pipeline.component_release IS 'Releases of generated components: state, which one is in use, the SHA-256 of what is in them, and which one a rollback brings back.';
GRANT SELECT ON agora_pipeline.component_release TO agora_reader;
