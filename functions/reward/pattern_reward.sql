-- What a pattern earns. Without a policy the constants in force now are used, so the call is a preview.
-- Errors: 22023 input not a share, unusable policy.
CREATE OR REPLACE FUNCTION agora_reward.pattern_reward(
    p_quality     numeric,
    p_novelty     numeric,
    p_similarity  numeric,
    p_complexity  numeric,
    p_role        text,
    p_policy      jsonb DEFAULT agora_reward.policy('pattern')
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pattern_reward$
DECLARE
    v_found record := agora_reward._pattern_reward(p_quality, p_novelty, p_similarity, p_complexity, p_role, p_policy);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.amount;
END;
$pattern_reward$;

COMMENT ON FUNCTION agora_reward.pattern_reward(numeric, numeric, numeric, numeric, text, jsonb)
    IS 'Tokens a pattern earns: 0 for a duplicate, else min(cap, tier(quality) x (0.5 + 0.5 novelty) x multiplier(role) x (1 + 0.25 min(complexity, 0.8))) with the constants of the policy; inputs 0..1, result rounded half up to 6 decimals.';
REVOKE ALL ON FUNCTION agora_reward.pattern_reward(numeric, numeric, numeric, numeric, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pattern_reward(numeric, numeric, numeric, numeric, text, jsonb) TO agora_reader;
