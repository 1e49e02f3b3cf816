-- What the supply leaves of a minted reward. Without an argument the supply is that of the last fold of the subtotals: cheap, at most
-- a tick old, and the tiers are millions apart.
CREATE OR REPLACE FUNCTION agora_reward.supply_share(
    p_supply  numeric DEFAULT NULL,
    p_policy  jsonb   DEFAULT agora_reward.policy('guard')
)
RETURNS numeric
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce((SELECT (t.tier ->> 1)::numeric
                       FROM jsonb_array_elements(p_policy -> 'supply_tiers') AS t(tier)
                      WHERE (t.tier ->> 0)::numeric <= coalesce(p_supply, (SELECT -0.000001 * sum(s.balance)
                                                                             FROM agora_ledger.account_subtotal AS s
                                                                            WHERE s.account_id IN (1, 2)))
                      ORDER BY (t.tier ->> 0)::numeric DESC
                      LIMIT 1), 1);
END;

COMMENT ON FUNCTION agora_reward.supply_share(numeric, jsonb)
    IS 'Share of a minted reward that the tier of a supply, in tokens, leaves; by default of the supply at the last fold and the policy in force.';
REVOKE ALL ON FUNCTION agora_reward.supply_share(numeric, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.supply_share(numeric, jsonb) TO agora_reader;
