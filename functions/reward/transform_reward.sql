-- What a transform earns. Without a policy the constants in force now are used, so the call is a preview.
-- Errors: 22023 input not a share, unusable policy.
CREATE OR REPLACE FUNCTION agora_reward.transform_reward(
    p_quality     numeric,
    p_novelty     numeric,
    p_complexity  numeric,
    p_policy      jsonb DEFAULT agora_reward.policy('transform')
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $transform_reward$
DECLARE
    v_found record := agora_reward._transform_reward(p_quality, p_novelty, p_complexity, p_policy);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.amount;
END;
$transform_reward$;

COMMENT ON FUNCTION agora_reward.transform_reward(numeric, numeric, numeric, jsonb)
    IS 'Tokens a transform earns: min(cap, tier(quality) x (0.5 + 0.5 novelty) x (1 + 0.3 complexity)) with the constants of the policy; inputs 0..1, result rounded half up to 6 decimals.';
REVOKE ALL ON FUNCTION agora_reward.transform_reward(numeric, numeric, numeric, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.transform_reward(numeric, numeric, numeric, jsonb) TO agora_reader;
