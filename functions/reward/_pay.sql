-- The one road for all rewards: once per kind, subject and occasion; returns the calculation, or NULL where it was paid before. The
-- wallet's lock decides between two payouts of one occasion, and lets the guards see every earlier one. What the budget of a series
-- depends on, the caller has locked before it computed the payout. Who owes what was taken back is minted only what is above it.
-- Errors: ZA002 contributor suspended · ZA003 key taken · ZL002 payer cannot pay · ZL004 wallet full · ZL010 payer's wallet frozen · ZR028 held back · ZR029.
-- Locks: the wallets, in account order.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward._pay(
    p_payout  agora_reward.payout,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT 1
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pay$
DECLARE
    v_amount       numeric;
    v_cuts         jsonb;
    v_owed         numeric;
    v_ordinal      integer;
    v_transaction  bigint;
    v_calculation  bigint;
BEGIN
    PERFORM agora_reward._lock_wallets(ARRAY[p_payout.principal_id, p_payout.payer_id]);
    IF agora_reward._is_paid(p_payout) THEN
        RETURN NULL;
    END IF;
    SELECT a.amount, a.cuts INTO v_amount, v_cuts
      FROM agora_reward._admit(p_payout.kind, p_payout.principal_id, p_payout.helped_id, p_payout.amount, p_payout.payer_id IS NULL) AS a;
    IF p_payout.payer_id IS NULL THEN
        v_owed := least(v_amount, agora_reward._owed(p_payout.principal_id));
        IF v_owed > 0 THEN
            v_amount := v_amount - v_owed;
            v_cuts := v_cuts || jsonb_build_object('owed', v_owed);
        END IF;
    END IF;
    IF p_payout.series_id IS NOT NULL THEN
        SELECT count(*) + 1 INTO v_ordinal
          FROM agora_reward.reward_calculation AS c
         WHERE c.series_id = p_payout.series_id AND c.kind = p_payout.kind;
    END IF;
    IF v_amount > 0 THEN
        v_transaction := agora_ledger._transfer(
            CASE WHEN p_payout.payer_id IS NULL THEN 'mint' ELSE 'transfer' END,
            CASE WHEN p_payout.payer_id IS NULL THEN 1 ELSE agora_ledger._wallet(p_payout.payer_id) END,
            agora_ledger._wallet(p_payout.principal_id), v_amount,
            (SELECT k.reason FROM agora_reward.reward_kind AS k WHERE k.kind = p_payout.kind),
            jsonb_strip_nulls(jsonb_build_object('reward', p_payout.kind, 'subject_kind', p_payout.subject_kind, 'subject_id', p_payout.subject_id,
                                                 'evidence_id', p_payout.evidence_id, 'reward_policy_id', p_payout.reward_policy_id)),
            NULL, coalesce(p_key, concat_ws(':', 'reward', p_payout.kind, nullif(p_payout.subject_kind, p_payout.kind), p_payout.subject_id,
                                            nullif(p_payout.occasion, ''))),
            p_actor);
    END IF;
    INSERT INTO agora_reward.reward_calculation AS c
           (kind, subject_kind, subject_id, occasion, principal_id, helped_id, evidence_id, series_id, ordinal, reward_policy_id, factors,
            earned, cuts, amount, transaction_id, recorded_at)
    VALUES (p_payout.kind, p_payout.subject_kind, p_payout.subject_id, p_payout.occasion, p_payout.principal_id, p_payout.helped_id,
            p_payout.evidence_id, p_payout.series_id, v_ordinal, p_payout.reward_policy_id, p_payout.factors,
            p_payout.amount, v_cuts, v_amount, v_transaction, agora.now())
    -- The locks leave nothing to conflict, but a snapshot that is older than them: that is told with 40001.
    ON CONFLICT DO NOTHING
    RETURNING c.reward_calculation_id INTO v_calculation;
    IF v_amount > 0 THEN
        PERFORM agora_event._emit('reward.token.issued.v1', p_payout.principal_id::text,
                                  jsonb_build_object('reward_calculation_id', v_calculation, 'kind', p_payout.kind,
                                                     'subject_kind', p_payout.subject_kind, 'subject_id', p_payout.subject_id,
                                                     'principal_id', p_payout.principal_id, 'amount', v_amount,
                                                     'transaction_id', v_transaction),
                                  NULL, p_payout.principal_id);
    END IF;
    RETURN v_calculation;
END;
$_pay$;

COMMENT ON FUNCTION agora_reward._pay(agora_reward.payout, text, bigint)
    IS 'Pay what is due, once; returns the calculation. p_key: the payout''s own unless given.';
REVOKE ALL ON FUNCTION agora_reward._pay(agora_reward.payout, text, bigint) FROM PUBLIC;
