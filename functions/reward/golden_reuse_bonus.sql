-- What the n-th reuse of a golden state adds. Without a policy the constants in force now are used, so the call is a preview.
-- Errors: 22023 input out of range, unusable policy.
CREATE OR REPLACE FUNCTION agora_reward.golden_reuse_bonus(
    p_n        integer,
    p_bonuses  numeric,
    p_reward   numeric,
    p_policy   jsonb DEFAULT agora_reward.policy('golden')
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $golden_reuse_bonus$
DECLARE
    v_found record := agora_reward._golden_reuse_bonus(p_n, p_bonuses, p_reward, p_policy);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.amount;
END;
$golden_reuse_bonus$;

COMMENT ON FUNCTION agora_reward.golden_reuse_bonus(integer, numeric, numeric, jsonb)
    IS 'Tokens the n-th reuse of a golden state earns: the step of the schedule, within reuse_cap and, with the reward for the approval, total_cap; p_bonuses is what earlier reuses earned.';
REVOKE ALL ON FUNCTION agora_reward.golden_reuse_bonus(integer, numeric, numeric, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.golden_reuse_bonus(integer, numeric, numeric, jsonb) TO agora_reader;
