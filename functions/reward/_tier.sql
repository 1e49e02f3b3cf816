-- Tokens of the highest tier that a quality reaches, for explanations; the formulas read the policy themselves.
CREATE OR REPLACE FUNCTION agora_reward._tier(
    p_quality  numeric,
    p_tiers    jsonb
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce((SELECT (t.tier ->> 1)::numeric
                       FROM jsonb_array_elements(p_tiers) AS t(tier)
                      WHERE (t.tier ->> 0)::numeric <= p_quality
                      ORDER BY (t.tier ->> 0)::numeric DESC
                      LIMIT 1), 0) AS tokens;
END;

COMMENT ON FUNCTION agora_reward._tier(numeric, jsonb)
    IS 'Tokens of the tier that a quality reaches.';
REVOKE ALL ON FUNCTION agora_reward._tier(numeric, jsonb) FROM PUBLIC;
