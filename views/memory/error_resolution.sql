-- What was tried against which error, and how it went: raw ratio, n and both Wilson bounds side by side, judged at this moment.
CREATE OR REPLACE VIEW agora_memory.error_resolution WITH (security_barrier) AS
WITH rule AS MATERIALIZED (
    SELECT agora_memory.evidence_rule() AS rule
)
SELECT r.resolution_id,
       r.error_signature_id,
       s.error_type,
       s.category,
       s.pattern,
       r.approach_key,
       r.approach,
       r.transform_id,
       t.name AS transform,
       j.status,
       r.successes,
       r.failures,
       r.successes + r.failures AS n,
       round(r.successes::numeric / nullif(r.successes + r.failures, 0), 6) AS success_ratio,
       j.confidence,
       j.upper_bound,
       r.last_success_at,
       r.last_failure_at
  FROM agora_memory.resolution AS r
  JOIN agora_memory.error_signature AS s ON s.error_signature_id = r.error_signature_id
  LEFT JOIN agora_memory.transform AS t ON t.transform_id = r.transform_id
 CROSS JOIN rule AS u
 CROSS JOIN LATERAL agora_memory.standing(r, u.rule) AS j;

COMMENT ON VIEW agora_memory.error_resolution IS 'Approaches tried against errors: state, counts, ratio, Wilson bounds.';
COMMENT ON COLUMN agora_memory.error_resolution.upper_bound IS 'Upper Wilson bound of the share of successes, 0..1; the lower one is the confidence.';
GRANT SELECT ON agora_memory.error_resolution TO agora_reader;
