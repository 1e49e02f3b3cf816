-- Every contribution that was kept.
CREATE OR REPLACE VIEW agora_memory.known_pattern_version WITH (security_barrier) AS
SELECT v.pattern_version_id,
       v.pattern_id,
       v.version,
       v.name,
       v.description,
       v.template,
       v.parameters,
       v.details,
       v.hash,
       v.similarity,
       v.quality,
       v.author_id,
       v.attempt_id,
       v.contribution,
       v.recorded_at
  FROM agora_memory.pattern_version AS v;

COMMENT ON VIEW agora_memory.known_pattern_version IS 'Versions of patterns with their texts, authors and numbers of contribution.';
GRANT SELECT ON agora_memory.known_pattern_version TO agora_reader;
