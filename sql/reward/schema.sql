-- Schema of the reward domain.
CREATE SCHEMA agora_reward AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora_reward IS 'agora rewards: formulas, policies, payouts with every factor on record.';
GRANT USAGE ON SCHEMA agora_reward TO agora_reader, agora_service, agora_operator;
