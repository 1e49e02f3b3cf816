-- Verdicts on transforms, the latest marked.
CREATE OR REPLACE VIEW agora_memory.verified_transform WITH (security_barrier) AS
SELECT v.transform_verification_id,
       v.transform_id,
       t.name,
       v.verdict,
       v.transform_verification_id = max(v.transform_verification_id) OVER (PARTITION BY v.transform_id) AS is_latest,
       v.environment,
       v.job,
       v.detail,
       v.verifier_id,
       v.recorded_at
  FROM agora_memory.transform_verification AS v
  JOIN agora_memory.transform AS t ON t.transform_id = v.transform_id;

COMMENT ON VIEW agora_memory.verified_transform IS 'What verifiers found when they ran transforms outside the server.';
GRANT SELECT ON agora_memory.verified_transform TO agora_reader;
