-- What was said in disputes.
CREATE OR REPLACE VIEW agora_reward.dispute_statement WITH (security_barrier) AS
SELECT e.dispute_evidence_id,
       e.dispute_id,
       e.principal_id,
       e.statement,
       e.subject,
       e.recorded_at
  FROM agora_reward.dispute_evidence AS e
  JOIN agora_reward.dispute_case AS d ON d.dispute_id = e.dispute_id;

COMMENT ON VIEW agora_reward.dispute_statement IS 'Evidence in the disputes of dispute_case.';
GRANT SELECT ON agora_reward.dispute_statement TO agora_reader;
