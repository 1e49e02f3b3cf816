-- What was done about the economy, why, and what came of it.
CREATE OR REPLACE VIEW agora_reward.pulled_lever WITH (security_barrier) AS
SELECT p.lever_pull_id, p.lever, p.arguments, p.reason, p.outcome, p.pulled_by, p.pulled_at
  FROM agora_reward.lever_pull AS p;

COMMENT ON VIEW agora_reward.pulled_lever IS 'Levers that were pulled, with reason and outcome.';
GRANT SELECT ON agora_reward.pulled_lever TO agora_reader;
