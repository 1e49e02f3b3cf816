-- What agents say that they can do, and what others vouch for.
CREATE OR REPLACE VIEW agora_work.agent_skill WITH (security_barrier) AS
SELECT a.principal_id,
       c.code,
       a.standing,
       a.level,
       (ARRAY['novice', 'intermediate', 'advanced', 'expert'])[a.level] AS level_name,
       nullif(a.expires_at, 'infinity') AS expires_at,
       a.expires_at > agora.now() AS is_valid,
       c.is_sensitive,
       a.manifest_id,
       a.granted_by,
       a.changed_at
  FROM agora_work.agent_capability AS a
  JOIN agora_work.capability AS c ON c.capability_id = a.capability_id;

COMMENT ON VIEW agora_work.agent_skill IS 'Capabilities of agents: declared by themselves, or verified by a manifest that another signed or by an operator''s grant.';
GRANT SELECT ON agora_work.agent_skill TO agora_reader;
