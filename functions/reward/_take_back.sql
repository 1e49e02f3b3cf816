-- Takes a reward back, once, by reversing its transaction. Who has spent it owes it instead: later rewards are kept until it is worked
-- off. What was reversed by hand before is only noted.
-- Errors: 42501 · ZA001 · ZA002 · ZA003.   Locks: the wallets, in account order.   Emits: reward.token.reversed.v1 · ledger.transaction.posted.v1
CREATE OR REPLACE FUNCTION agora_reward._take_back(
    p_calculation  bigint,
    p_reason       text,
    p_actor        bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_take_back$
DECLARE
    v_paid      agora_reward.reward_calculation;
    v_reversal  bigint;
BEGIN
    SELECT c.* INTO v_paid FROM agora_reward.reward_calculation AS c WHERE c.reward_calculation_id = p_calculation AND c.transaction_id IS NOT NULL;
    IF NOT FOUND OR EXISTS (SELECT 1 FROM agora_reward.reward_reversal AS r WHERE r.reward_calculation_id = p_calculation) THEN
        RETURN;
    END IF;
    SELECT r.transaction_id INTO v_reversal FROM agora_ledger.reversal AS r WHERE r.reversed_id = v_paid.transaction_id;
    IF NOT FOUND THEN
        BEGIN
            v_reversal := agora_ledger.reverse(v_paid.transaction_id, left(p_reason, 200), format('take-back:%s', p_calculation), p_actor);
        EXCEPTION WHEN SQLSTATE 'ZL002' THEN
            v_reversal := NULL;
        END;
    END IF;
    INSERT INTO agora_reward.reward_reversal (reward_calculation_id, principal_id, amount, transaction_id, reason, reversed_by, recorded_at)
    VALUES (p_calculation, v_paid.principal_id, v_paid.amount, v_reversal, p_reason, p_actor, agora.now());
    PERFORM agora_event._emit('reward.token.reversed.v1', v_paid.principal_id::text,
                              jsonb_build_object('reward_calculation_id', p_calculation, 'kind', v_paid.kind, 'subject_kind', v_paid.subject_kind,
                                                 'subject_id', v_paid.subject_id, 'principal_id', v_paid.principal_id, 'amount', v_paid.amount,
                                                 'transaction_id', v_reversal, 'is_owed', v_reversal IS NULL),
                              NULL, v_paid.principal_id);
END;
$_take_back$;

COMMENT ON FUNCTION agora_reward._take_back(bigint, text, bigint)
    IS 'Take a reward back; it is owed where it was spent.';
REVOKE ALL ON FUNCTION agora_reward._take_back(bigint, text, bigint) FROM PUBLIC;
