-- Reward constants by version with the time each holds.
CREATE OR REPLACE VIEW agora_reward.policy_version WITH (security_barrier) AS
SELECT p.reward_policy_id,
       p.kind,
       tstzrange(p.valid_from, lead(p.valid_from) OVER (PARTITION BY p.kind ORDER BY p.valid_from)) AS valid,
       p.parameters,
       p.is_builtin,
       p.created_by
  FROM agora_reward.reward_policy AS p;

COMMENT ON VIEW agora_reward.policy_version IS 'Versions of the reward constants and when each holds.';
GRANT SELECT ON agora_reward.policy_version TO agora_reader;
