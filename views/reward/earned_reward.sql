-- What was paid for what, with every factor and cut.
CREATE OR REPLACE VIEW agora_reward.earned_reward WITH (security_barrier) AS
SELECT c.reward_calculation_id,
       c.principal_id,
       c.kind,
       c.subject_kind,
       c.subject_id,
       coalesce(t.name, left(g.problem, 100), p.name) AS subject,
       c.occasion,
       c.helped_id,
       c.evidence_id,
       c.factors,
       c.earned,
       c.cuts,
       c.amount,
       c.reward_policy_id,
       c.transaction_id,
       c.recorded_at,
       r.recorded_at AS taken_back_at
  FROM agora_reward.reward_calculation AS c
  LEFT JOIN agora_reward.reward_reversal AS r ON r.reward_calculation_id = c.reward_calculation_id
  LEFT JOIN agora_memory.transform AS t ON c.subject_kind = 'transform' AND t.transform_id = c.subject_id
  LEFT JOIN agora_memory.golden_state AS g ON c.subject_kind = 'golden' AND g.golden_state_id = c.subject_id
  LEFT JOIN agora_memory.pattern AS p ON c.subject_kind = 'pattern' AND p.pattern_id = c.subject_id
 WHERE (SELECT agora.visible_principal()) IN (0, c.principal_id);

COMMENT ON VIEW agora_reward.earned_reward IS 'Payouts with factors, cuts and policy version; a bound login sees its own.';
GRANT SELECT ON agora_reward.earned_reward TO agora_reader;
