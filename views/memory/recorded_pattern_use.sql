-- The evidence of use.
CREATE OR REPLACE VIEW agora_memory.recorded_pattern_use WITH (security_barrier) AS
SELECT u.pattern_use_id,
       u.pattern_id,
       v.version,
       u.attempt_id,
       u.principal_id,
       u.outcome,
       u.is_own,
       u.recorded_at
  FROM agora_memory.pattern_use AS u
  JOIN agora_memory.pattern_version AS v ON v.pattern_version_id = u.pattern_version_id;

COMMENT ON VIEW agora_memory.recorded_pattern_use IS 'Uses of patterns and their outcomes; is_own marks those of authors.';
GRANT SELECT ON agora_memory.recorded_pattern_use TO agora_reader;
