-- Who was paid what had to be given back and could not be, and how much of it later rewards have worked off.
CREATE OR REPLACE VIEW agora_reward.owed_reward WITH (security_barrier) AS
SELECT r.principal_id,
       sum(r.amount) AS taken_back,
       coalesce(w.amount, 0) AS worked_off,
       sum(r.amount) - coalesce(w.amount, 0) AS owed
  FROM agora_reward.reward_reversal AS r
  LEFT JOIN (SELECT c.principal_id, sum((c.cuts ->> 'owed')::numeric) AS amount
               FROM agora_reward.reward_calculation AS c
              WHERE c.cuts ? 'owed'
              GROUP BY c.principal_id) AS w ON w.principal_id = r.principal_id
 WHERE r.transaction_id IS NULL AND (SELECT agora.visible_principal()) IN (0, r.principal_id)
 GROUP BY r.principal_id, w.amount;

COMMENT ON VIEW agora_reward.owed_reward IS 'Rewards that were taken back after they had been spent, by principal, with what is still owed; a bound login sees its own.';
COMMENT ON COLUMN agora_reward.owed_reward.taken_back IS 'Tokens to be given back that were spent.';
COMMENT ON COLUMN agora_reward.owed_reward.worked_off IS 'Tokens of these that later rewards have paid.';
COMMENT ON COLUMN agora_reward.owed_reward.owed       IS 'Tokens that are left.';
GRANT SELECT ON agora_reward.owed_reward TO agora_reader;
