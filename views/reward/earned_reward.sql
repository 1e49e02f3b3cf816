-- What was paid for what, with every factor.
CREATE OR REPLACE VIEW agora_reward.earned_reward WITH (security_barrier) AS
SELECT c.reward_calculation_id,
       c.principal_id,
       c.kind,
       c.transform_id,
       t.name AS transform,
       c.amount,
       c.factors,
       c.reward_policy_id,
       c.resolution_evidence_id,
       c.transaction_id,
       c.recorded_at
  FROM agora_reward.reward_calculation AS c
  JOIN agora_memory.transform AS t ON t.transform_id = c.transform_id
 WHERE (SELECT agora.visible_principal()) IN (0, c.principal_id);

COMMENT ON VIEW agora_reward.earned_reward IS 'Payouts with factors and policy version; a bound login sees its own.';
GRANT SELECT ON agora_reward.earned_reward TO agora_reader;
