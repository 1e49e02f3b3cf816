-- Decisions about transforms.
CREATE OR REPLACE VIEW agora_memory.transform_history WITH (security_barrier) AS
SELECT d.transform_decision_id,
       d.transform_id,
       t.name,
       d.decision,
       d.from_status,
       d.to_status,
       d.reason,
       d.evidence,
       d.decided_by,
       d.decided_at
  FROM agora_memory.transform_decision AS d
  JOIN agora_memory.transform AS t ON t.transform_id = d.transform_id;

COMMENT ON VIEW agora_memory.transform_history IS 'Who decided what about a transform, when and why.';
GRANT SELECT ON agora_memory.transform_history TO agora_reader;
