-- Policies in all their versions.
CREATE OR REPLACE VIEW agora_work.policy_version WITH (security_barrier) AS
SELECT p.policy_id,
       p.scope,
       p.subject,
       p.version,
       p.parameters,
       p.version = max(p.version) OVER (PARTITION BY p.scope, p.subject) AS is_current,
       p.reason,
       p.set_by,
       p.set_at
  FROM agora_work.policy AS p;

COMMENT ON VIEW agora_work.policy_version IS 'Policies in all their versions; the last of each scope and subject is the current one.';
GRANT SELECT ON agora_work.policy_version TO agora_reader;
