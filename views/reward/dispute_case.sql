-- Disputes with their times and outcomes.
CREATE OR REPLACE VIEW agora_reward.dispute_case WITH (security_barrier) AS
SELECT d.dispute_id,
       d.transaction_id,
       d.reason,
       d.status,
       CASE WHEN d.status = 'rejected' THEN 'rejected' WHEN d.reversal_id IS NOT NULL THEN 'reversed' WHEN d.status = 'upheld' THEN 'owed' END AS outcome,
       d.reversal_id,
       d.notes,
       (SELECT count(*) FROM agora_reward.dispute_evidence AS e WHERE e.dispute_id = d.dispute_id) AS statements,
       d.opened_by,
       d.opened_at,
       d.opened_at + agora.setting_interval('reward.dispute_evidence_time') AS evidence_until,
       d.opened_at + agora.setting_interval('reward.dispute_decision_time') AS decide_by,
       d.decided_at IS NULL AND d.opened_at + agora.setting_interval('reward.dispute_decision_time') < agora.now() AS is_overdue,
       d.decided_by,
       d.decided_at
  FROM agora_reward.dispute AS d
 WHERE (SELECT agora.visible_principal()) = ANY (ARRAY(SELECT a.principal_id
                                                         FROM agora_ledger.entry AS e
                                                         JOIN agora_ledger.account AS a ON a.account_id = e.account_id
                                                        WHERE e.transaction_id = d.transaction_id) || d.opened_by || 0::bigint);

COMMENT ON VIEW agora_reward.dispute_case IS 'Disputes about transactions; a bound login sees those of its own transactions and its own.';
GRANT SELECT ON agora_reward.dispute_case TO agora_reader;
