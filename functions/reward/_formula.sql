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
BEGIN
    RETURN CASE p_kind
        WHEN 'transform' THEN
            greatest(0, agora_reward.transform_reward((p_factors ->> 'quality')::numeric, (p_factors ->> 'novelty')::numeric,
                                                      (p_factors ->> 'complexity')::numeric, p_policy)
                        - coalesce((p_factors ->> 'lineage_paid')::numeric, 0))
    END;
END;
$_formula$;

COMMENT ON FUNCTION agora_reward._formula(text, jsonb, jsonb)
    IS 'Tokens that a kind of reward gives for its factors under the constants of a policy.';
REVOKE ALL ON FUNCTION agora_reward._formula(text, jsonb, jsonb) FROM PUBLIC;
