-- What the approval of a golden state earns. Without a policy the constants in force now are used, so the call is a preview.
-- Errors: 22023 input not a share, unusable policy.
CREATE OR REPLACE FUNCTION agora_reward.golden_reward(
    p_quality  numeric,
    p_policy   jsonb DEFAULT agora_reward.policy('golden')
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $golden_reward$
DECLARE
    v_found record := agora_reward._golden_reward(p_quality, p_policy);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.amount;
END;
$golden_reward$;

COMMENT ON FUNCTION agora_reward.golden_reward(numeric, jsonb)
    IS 'Tokens the approval of a golden state earns: min(total_cap, base x multiplier), multiplier = 1 + slope (quality - anchor) within its bounds; quality 0..1, result rounded half up to 6 decimals.';
REVOKE ALL ON FUNCTION agora_reward.golden_reward(numeric, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.golden_reward(numeric, jsonb) TO agora_reader;
