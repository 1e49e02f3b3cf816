-- Commands that agents may ask for, and those that they might.
CREATE OR REPLACE VIEW agora_work.exec_permission WITH (security_barrier) AS
SELECT e.exec_policy_id,
       e.principal_id,
       e.command,
       e.patterns,
       e.rest_pattern,
       e.max_seconds,
       e.reason,
       e.allowed_by,
       e.allowed_at,
       e.ended_by,
       e.ended_at
  FROM agora_work.exec_policy AS e;

COMMENT ON VIEW agora_work.exec_permission IS 'Allow-list of commands, with what was on it before; where principal_id is NULL, for all with the capability system:process:execute.';
GRANT SELECT ON agora_work.exec_permission TO agora_reader;
