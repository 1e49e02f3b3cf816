-- What a transform has earned by its adoption, the variant of transform_reward(). Without a policy the constants in force now are used.
-- Errors: 22023 input out of range, unusable policy.
CREATE OR REPLACE FUNCTION agora_reward.adoption_reward(
    p_users        integer,
    p_confidence   numeric,
    p_saved        numeric,
    p_is_verified  boolean,
    p_policy       jsonb DEFAULT agora_reward.policy('adoption')
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $adoption_reward$
DECLARE
    v_found record := agora_reward._adoption_reward(p_users, p_confidence, p_saved, p_is_verified, p_policy);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.amount;
END;
$adoption_reward$;

COMMENT ON FUNCTION agora_reward.adoption_reward(integer, numeric, numeric, boolean, jsonb)
    IS 'Tokens a transform has earned by adoption: min(cap, base x min(users_cap, log2(1 + users)) x confidence x (cost_base + cost_coef x share of cost saved) x (1 verified, else 0.5)); result rounded half up to 6 decimals.';
REVOKE ALL ON FUNCTION agora_reward.adoption_reward(integer, numeric, numeric, boolean, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.adoption_reward(integer, numeric, numeric, boolean, jsonb) TO agora_reader;
