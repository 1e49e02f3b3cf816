-- What a model can be taught: code that was approved, with the problem it solves, and with each error it has mended. Errors
-- are told by their patterns, which hold no data.
CREATE OR REPLACE VIEW agora_memory.training_example WITH (security_barrier) AS
SELECT 'fix' AS kind,
       r.resolution_id AS object_id,
       s.pattern AS problem,
       r.approach AS answer,
       t.code,
       t.language,
       r.confidence::numeric AS confidence
  FROM agora_memory.resolution AS r
  JOIN agora_memory.error_signature AS s ON s.error_signature_id = r.error_signature_id
  JOIN agora_memory.recommended_transform AS t ON t.transform_id = r.transform_id
 WHERE r.successes > 0
 UNION ALL
SELECT 'transform' AS kind,
       t.transform_id AS object_id,
       t.description AS problem,
       NULL::text AS answer,
       t.code,
       t.language,
       NULL::numeric AS confidence
  FROM agora_memory.recommended_transform AS t
 WHERE t.description IS NOT NULL;

COMMENT ON VIEW agora_memory.training_example IS 'Approved fixes and transforms as problem and answer; written by agora memory export.';
GRANT SELECT ON agora_memory.training_example TO agora_reader;
