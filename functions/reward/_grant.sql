-- Pays a reward of fixed size, once per occasion. A repeated call, with its key or without, returns the first one's calculation; what
-- forbids the payout is told to the caller.
-- Errors: ZA002 · ZA003 · ZL004 · ZR003 rewards are off.   Locks: the wallet.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward._grant(
    p_scope      text,
    p_arguments  jsonb,
    p_payout     agora_reward.payout,
    p_key        text,
    p_actor      bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_grant$
DECLARE
    v_first        jsonb := agora._first_result(p_scope, p_actor, p_key, p_arguments);
    v_calculation  bigint;
BEGIN
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    IF NOT agora_reward._may_earn(p_payout.principal_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR003',
            MESSAGE = 'rewards are off',
            DETAIL  = format('principal_id=%s', p_payout.principal_id),
            HINT    = 'The flag token_rewards is off for this principal, or it is the system, which earns nothing.';
    END IF;
    v_calculation := agora_reward._pay(p_payout);
    IF v_calculation IS NULL THEN
        SELECT c.reward_calculation_id INTO STRICT v_calculation
          FROM agora_reward.reward_calculation AS c
         WHERE c.subject_id = p_payout.subject_id AND c.kind = p_payout.kind AND c.subject_kind = p_payout.subject_kind
           AND c.occasion = p_payout.occasion;
    END IF;
    PERFORM agora._keep_result(p_scope, p_actor, p_key, to_jsonb(v_calculation));
    RETURN v_calculation;
END;
$_grant$;

COMMENT ON FUNCTION agora_reward._grant(text, jsonb, agora_reward.payout, text, bigint)
    IS 'Pay a reward of fixed size, once per occasion; returns the calculation.';
REVOKE ALL ON FUNCTION agora_reward._grant(text, jsonb, agora_reward.payout, text, bigint) FROM PUBLIC;
