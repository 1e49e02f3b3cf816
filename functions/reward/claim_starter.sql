-- What everybody starts with, once.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL004 · ZR003 rewards are off.   Locks: the wallet.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward.claim_starter(
    p_key    text   DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $claim_starter$
BEGIN
    PERFORM agora._act_as(p_actor);
    RETURN agora_reward._grant(
        'claim_starter', '[]',
        agora_reward._fixed_payout('starter', 'principal', p_actor, '', p_actor),
        p_key, p_actor);
END;
$claim_starter$;

COMMENT ON FUNCTION agora_reward.claim_starter(text, bigint)
    IS 'Claim the tokens that everybody starts with, once; returns the reward_calculation_id, that of the first claim.';
REVOKE ALL ON FUNCTION agora_reward.claim_starter(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.claim_starter(text, bigint) TO agora_service;
