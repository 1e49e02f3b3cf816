-- What is looked for as a secret, and whether it is switched on.
CREATE OR REPLACE VIEW agora_memory.redaction WITH (security_barrier) AS
SELECT r.rule,
       r.kind,
       coalesce(s.is_active, true) AS is_active,
       r.description,
       r.pattern,
       r.is_case_sensitive,
       r.is_builtin,
       r.recorded_at
  FROM agora_memory.redaction_rule AS r
  LEFT JOIN agora_memory.redaction_rule_state AS s ON s.rule = r.rule;

COMMENT ON VIEW agora_memory.redaction IS 'Rules by which secrets are replaced before anything is stored.';
GRANT SELECT ON agora_memory.redaction TO agora_reader;
