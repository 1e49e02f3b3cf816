-- Violations; private to the agent.
CREATE OR REPLACE VIEW agora_work.recorded_violation WITH (security_barrier) AS
SELECT v.violation_id,
       v.principal_id,
       v.kind,
       v.subject,
       v.details,
       v.recorded_by,
       v.recorded_at
  FROM agora_work.violation AS v
 WHERE (SELECT agora.visible_principal()) IN (0, v.principal_id);

COMMENT ON VIEW agora_work.recorded_violation IS 'What agents did that they should not have; a bound login sees its own.';
GRANT SELECT ON agora_work.recorded_violation TO agora_reader;
