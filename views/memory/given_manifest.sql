-- Who was told what, as long as it is kept.
CREATE OR REPLACE VIEW agora_memory.given_manifest WITH (security_barrier) AS
SELECT m.manifest_id,
       m.principal_id,
       m.correlation_id,
       m.given_at,
       m.elapsed_ms,
       m.section_ms,
       c.body
  FROM agora_memory.manifest AS m
  JOIN agora_memory.manifest_content AS c ON c.hash = m.content_hash;

COMMENT ON VIEW agora_memory.given_manifest IS 'Manifests: who was told what, and how long it took; what was asked is not kept.';
GRANT SELECT ON agora_memory.given_manifest TO agora_reader;
