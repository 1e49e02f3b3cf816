-- Pays what could not be paid when it was earned, by today's policy. The operator's key is that of the ledger, too, so it also
-- pays where somebody else's transaction took the key of the payout.
-- Errors: 22023 · 42501 · ZA001 · ZA002 still suspended · ZA003 · ZL002 · ZL004 wallet still full · ZL010 · ZR002 nothing is withheld · ZR028 · ZR029.
-- Locks: those of the payout, then the wallet.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward.pay_withheld(
    p_withholding  bigint,
    p_key          text   DEFAULT NULL,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pay_withheld$
DECLARE
    v_first        jsonb;
    v_withheld     agora_reward.withholding;
    v_payout       agora_reward.payout;
    v_calculation  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    v_first := agora._first_result('pay_withheld', p_actor, p_key, jsonb_build_array(p_withholding));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    SELECT w.* INTO v_withheld FROM agora_reward.withholding AS w WHERE w.withholding_id = p_withholding;
    IF FOUND THEN
        SELECT x.* INTO v_payout
          FROM agora_reward._payouts_of(v_withheld.kind, v_withheld.subject_kind, v_withheld.evidence_id) AS x
         WHERE x.kind = v_withheld.kind AND x.subject_id = v_withheld.subject_id AND x.occasion = v_withheld.occasion;
    END IF;
    IF v_payout.kind IS NOT NULL THEN
        v_calculation := agora_reward._pay(v_payout, p_key, p_actor);
    END IF;
    IF v_calculation IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR002',
            MESSAGE = 'nothing is withheld',
            DETAIL  = format('p_withholding=%s', coalesce(p_withholding::text, 'NULL')),
            HINT    = 'See agora_reward.withheld_reward; what was paid is in agora_reward.earned_reward.';
    END IF;
    PERFORM agora._keep_result('pay_withheld', p_actor, p_key, to_jsonb(v_calculation));
    RETURN v_calculation;
END;
$pay_withheld$;

COMMENT ON FUNCTION agora_reward.pay_withheld(bigint, text, bigint)
    IS 'Pay a reward of withheld_reward, whose reason is gone; p_key is required. Returns the reward_calculation_id.';
REVOKE ALL ON FUNCTION agora_reward.pay_withheld(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pay_withheld(bigint, text, bigint) TO agora_operator;
