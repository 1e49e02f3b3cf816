-- The latest measurement of each object by each scorer.
CREATE OR REPLACE VIEW agora_memory.current_quality WITH (security_barrier) AS
SELECT DISTINCT ON (m.kind, m.object_id, m.scorer)
       m.kind,
       m.object_id,
       m.scorer,
       m.scorer_version,
       m.composite,
       agora_memory.quality_tier(m.composite) AS tier,
       (m.dimensions ->> 'completeness')::numeric AS completeness,
       (m.dimensions ->> 'documentation')::numeric AS documentation,
       (m.dimensions ->> 'compliance')::numeric AS compliance,
       (m.dimensions ->> 'metadata')::numeric AS metadata,
       (m.dimensions ->> 'simplicity')::numeric AS simplicity,
       m.complexity,
       m.facts,
       m.measured_by,
       m.recorded_at
  FROM agora_memory.quality_measurement AS m
 ORDER BY m.kind, m.object_id, m.scorer, m.quality_measurement_id DESC;

COMMENT ON VIEW agora_memory.current_quality IS 'Quality by object and scorer: composite, tier, dimensions; kind transform has the transform as object_id.';
COMMENT ON COLUMN agora_memory.current_quality.completeness  IS 'Dimension, 0..1; NULL = not measured.';
COMMENT ON COLUMN agora_memory.current_quality.documentation IS 'Dimension, 0..1; NULL = not measured.';
COMMENT ON COLUMN agora_memory.current_quality.compliance    IS 'Dimension, 0..1; NULL = not measured.';
COMMENT ON COLUMN agora_memory.current_quality.metadata      IS 'Dimension, 0..1; NULL = not measured.';
COMMENT ON COLUMN agora_memory.current_quality.simplicity    IS 'Dimension, 0..1; NULL = not measured.';
GRANT SELECT ON agora_memory.current_quality TO agora_reader;
