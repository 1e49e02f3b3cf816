-- What a kind of reward gives for recorded factors: the payout, its preview, its check, its explanation and every simulation ask here.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_reward._formula(
    p_kind     text,
    p_factors  jsonb,
    p_policy   jsonb
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_formula$
DECLARE
    v_before numeric := coalesce((p_factors ->> 'lineage_paid')::numeric, 0);
BEGIN
    RETURN CASE p_kind
        WHEN 'transform' THEN
            greatest(0, agora_reward.transform_reward((p_factors ->> 'quality')::numeric, (p_factors ->> 'novelty')::numeric,
                                                      (p_factors ->> 'complexity')::numeric, p_policy) - v_before)
            - coalesce((p_factors ->> 'shared')::numeric, 0)
        WHEN 'predecessor' THEN
            least((p_factors ->> 'left')::numeric,
                  round((p_factors ->> 'similarity')::numeric
                        * agora_reward._formula('transform', p_factors - 'shared', p_policy), 6))
            - coalesce((p_factors ->> 'shared')::numeric, 0)
        WHEN 'adoption' THEN
            greatest(0, agora_reward.adoption_reward((p_factors ->> 'users')::integer, (p_factors ->> 'confidence')::numeric,
                                                     (p_factors ->> 'saved')::numeric, (p_factors ->> 'is_verified')::boolean, p_policy) - v_before)
        WHEN 'golden' THEN
            agora_reward.golden_reward((p_factors ->> 'quality')::numeric, p_policy)
        WHEN 'reuse' THEN
            agora_reward.golden_reuse_bonus((p_factors ->> 'n')::integer, (p_factors ->> 'bonuses')::numeric,
                                            (p_factors ->> 'reward')::numeric, p_policy)
        WHEN 'pattern' THEN
            agora_reward.pattern_reward((p_factors ->> 'quality')::numeric, (p_factors ->> 'novelty')::numeric, (p_factors ->> 'similarity')::numeric,
                                        (p_factors ->> 'complexity')::numeric, p_factors ->> 'role', p_policy)
        WHEN 'verification' THEN
            CASE WHEN (p_factors ->> 'paid_today')::bigint < (p_policy ->> 'per_day')::bigint THEN round((p_policy ->> 'tokens')::numeric, 6) ELSE 0 END
        ELSE
            round((p_policy ->> 'tokens')::numeric, 6) -- royalty, vote, uptime, tracker, starter, daily
    END;
END;
$_formula$;

COMMENT ON FUNCTION agora_reward._formula(text, jsonb, jsonb)
    IS 'Tokens that a kind of reward gives for its factors under the constants of a policy.';
REVOKE ALL ON FUNCTION agora_reward._formula(text, jsonb, jsonb) FROM PUBLIC;
