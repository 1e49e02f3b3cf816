-- The constants in force, for previews and explanations.
-- Errors: ZR001.
CREATE OR REPLACE FUNCTION agora_reward.policy(p_kind text)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
RETURN (agora_reward._policy_in_force(p_kind, agora.now())).parameters;

COMMENT ON FUNCTION agora_reward.policy(text)
    IS 'Constants of a reward formula in force now.';
REVOKE ALL ON FUNCTION agora_reward.policy(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.policy(text) TO agora_reader;
