-- Manifests as they were taken.
CREATE OR REPLACE VIEW agora_work.registered_manifest WITH (security_barrier) AS
SELECT m.manifest_id,
       m.principal_id,
       m.standing,
       m.version,
       m.kid,
       convert_from(m.document, 'UTF8')::jsonb AS document,
       encode(sha256(m.document), 'hex') AS sha256,
       encode(m.signature, 'hex') AS signature,
       m.registered_by,
       m.registered_at
  FROM agora_work.capability_manifest AS m;

COMMENT ON VIEW agora_work.registered_manifest IS 'Signed manifests of agents with the hash of the bytes that were signed.';
GRANT SELECT ON agora_work.registered_manifest TO agora_reader;
