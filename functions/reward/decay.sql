-- What is left of a balance that nothing moves. Without a policy the constants in force now are used, enabled or not, so the
-- call is a preview.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_reward.decay(
    p_balance  numeric,
    p_days     integer,
    p_policy   jsonb DEFAULT agora_reward.policy('decay')
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
RETURN trim_scale(round(agora_reward._decay_for(p_balance, p_days, p_policy, '{}', '{}', '{}'), 6));

COMMENT ON FUNCTION agora_reward.decay(numeric, integer, jsonb)
    IS 'Tokens left of a balance after some days (0 to 100000) without any movement: exempt + the rest x (1 - annual)^(days/365), rounded half up to 6 decimals.';
REVOKE ALL ON FUNCTION agora_reward.decay(numeric, integer, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.decay(numeric, integer, jsonb) TO agora_reader;
