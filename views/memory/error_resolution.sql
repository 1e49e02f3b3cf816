-- What was tried against which error, and how it went: raw ratio, n and Wilson confidence side by side.
CREATE OR REPLACE VIEW agora_memory.error_resolution WITH (security_barrier) AS
SELECT r.resolution_id,
       r.error_signature_id,
       s.error_type,
       s.category,
       s.pattern,
       r.approach_key,
       r.approach,
       r.transform_id,
       t.name AS transform,
       r.successes,
       r.failures,
       r.successes + r.failures AS n,
       round(r.successes::numeric / nullif(r.successes + r.failures, 0), 6) AS success_ratio,
       r.confidence,
       r.last_success_at,
       r.last_failure_at
  FROM agora_memory.resolution AS r
  JOIN agora_memory.error_signature AS s ON s.error_signature_id = r.error_signature_id
  LEFT JOIN agora_memory.transform AS t ON t.transform_id = r.transform_id;

COMMENT ON VIEW agora_memory.error_resolution IS 'Approaches tried against errors: counts, ratio, Wilson confidence.';
GRANT SELECT ON agora_memory.error_resolution TO agora_reader;
