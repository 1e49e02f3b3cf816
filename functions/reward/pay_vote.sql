-- Pays a voter for a vote, once per quorum. Whoever calls vouches for the vote: an operator, or a function that knows the quorum.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL004 · ZR003 rewards are off.   Locks: the wallet.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward.pay_vote(
    p_quorum  bigint,
    p_voter   bigint,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pay_vote$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_voter', p_voter);
    IF p_quorum IS NULL OR p_quorum < 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'quorum is missing',
            DETAIL  = format('p_quorum=%s', coalesce(p_quorum::text, 'NULL')),
            HINT    = 'Pass the number of the quorum that was voted in: a voter is paid once for each.';
    END IF;
    RETURN agora_reward._grant('pay_vote', jsonb_build_array(p_quorum, p_voter),
                               agora_reward._fixed_payout('vote', 'quorum', p_quorum, p_voter::text, p_voter), p_key, p_actor);
END;
$pay_vote$;

COMMENT ON FUNCTION agora_reward.pay_vote(bigint, bigint, text, bigint)
    IS 'Pay a voter for a vote in a quorum, once; returns the reward_calculation_id.';
REVOKE ALL ON FUNCTION agora_reward.pay_vote(bigint, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pay_vote(bigint, bigint, text, bigint) TO agora_operator;
