-- Public keys and whose they are.
CREATE OR REPLACE VIEW agora_work.registered_key WITH (security_barrier) AS
SELECT k.kid,
       k.principal_id,
       encode(k.public_key, 'hex') AS public_key,
       k.signs_manifests,
       k.valid_from,
       k.valid_until,
       k.replaces,
       k.revoked_at,
       k.revoked_reason,
       k.revoked_at IS NULL AND k.valid_from <= agora.now() AND coalesce(k.valid_until > agora.now(), true) AS is_valid,
       k.added_by,
       k.added_at
  FROM agora_work.trust_key AS k;

COMMENT ON VIEW agora_work.registered_key IS 'Public keys in hexadecimal, whose they are, and whether they are valid now.';
GRANT SELECT ON agora_work.registered_key TO agora_reader;
