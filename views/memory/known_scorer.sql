-- Quality scorers by version, with their weights.
CREATE OR REPLACE VIEW agora_memory.known_scorer WITH (security_barrier) AS
SELECT s.scorer,
       s.version,
       s.version = max(s.version) OVER (PARTITION BY s.scorer) AS is_in_force,
       (SELECT jsonb_object_agg(d.dimension, d.weight)
          FROM agora_memory.quality_dimension AS d
         WHERE d.scorer = s.scorer AND d.version = s.version) AS weights,
       s.description,
       s.is_builtin,
       s.created_by,
       s.recorded_at
  FROM agora_memory.quality_scorer AS s;

COMMENT ON VIEW agora_memory.known_scorer IS 'Quality scorers, their versions and weights.';
GRANT SELECT ON agora_memory.known_scorer TO agora_reader;
