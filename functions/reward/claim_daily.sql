-- The free tokens of a day (UTC), once a day. A call that is repeated with its key after midnight is still the first one.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL004 · ZR003 rewards are off.   Locks: the wallet.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward.claim_daily(
    p_key    text   DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $claim_daily$
BEGIN
    PERFORM agora._act_as(p_actor);
    RETURN agora_reward._grant(
        'claim_daily', '[]',
        agora_reward._fixed_payout('daily', 'principal', p_actor, to_char(agora.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD'), p_actor),
        p_key, p_actor);
END;
$claim_daily$;

COMMENT ON FUNCTION agora_reward.claim_daily(text, bigint)
    IS 'Claim the free tokens of the day (UTC), once a day; returns the reward_calculation_id, that of the first claim of the day.';
REVOKE ALL ON FUNCTION agora_reward.claim_daily(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.claim_daily(text, bigint) TO agora_service;
