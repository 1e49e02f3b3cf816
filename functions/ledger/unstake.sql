-- Begins to take stake back: it no longer counts as stake, can be slashed until it matures, and may then go to the wallet.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL010 · ZL020.
-- Emits: ledger.stake.withdrawn.v1, ledger.transaction.posted.v1.   Locks: balance rows in account order, then the key.
CREATE OR REPLACE FUNCTION agora_ledger.unstake(
    p_amount          numeric,
    p_reason          text   DEFAULT 'unstake',
    p_correlation_id  uuid   DEFAULT NULL,
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $unstake$
DECLARE
    v_now          timestamptz := agora.now();
    v_matures_at   timestamptz := v_now + agora.setting_interval('ledger.unbonding_time');
    v_micro        bigint;
    v_stake        bigint;
    v_account      bigint;
    v_staked       bigint;
    v_transaction  bigint;
    v_unbonding    bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_micro := agora_ledger._check_amount(p_amount);
    PERFORM agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    SELECT b.stake_id, b.unbonding_id INTO v_stake, v_account FROM agora_ledger._bonds(p_actor) AS b;
    v_staked := agora_ledger._lock_stake(ARRAY[v_stake, v_account], v_stake);
    v_unbonding := agora_ledger._first_unbonding(v_micro, p_reason, p_correlation_id, p_key, p_actor);
    IF v_unbonding IS NOT NULL THEN
        RETURN v_unbonding;
    END IF;
    IF v_staked < v_micro THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL020',
            MESSAGE = 'stake is insufficient',
            DETAIL  = format('principal_id=%s staked=%s needed=%s missing=%s', p_actor, trim_scale(v_staked * 0.000001), trim_scale(p_amount),
                             trim_scale(p_amount - v_staked * 0.000001)),
            HINT    = 'Take at most what agora_ledger.current_stake shows as staked; what is on its way back is not part of it.';
    END IF;

    UPDATE agora_ledger.account_balance AS b SET available = b.available + v_micro, held = b.held - v_micro WHERE b.account_id = v_stake;
    v_transaction := agora_ledger._transfer('unstake', v_stake, v_account, p_amount, p_reason, '{}', p_correlation_id, p_key, p_actor);
    UPDATE agora_ledger.account_balance AS b SET available = b.available - v_micro, held = b.held + v_micro WHERE b.account_id = v_account;
    INSERT INTO agora_ledger.unbonding AS u (account_id, created_by, amount, started_at, matures_at, transaction_id, correlation_id, reason, idempotency_key)
    VALUES (v_account, p_actor, v_micro, v_now, v_matures_at, v_transaction, p_correlation_id, p_reason, p_key)
    RETURNING u.unbonding_id INTO v_unbonding;
    PERFORM agora_event._emit(
        'ledger.stake.withdrawn.v1', p_actor::text,
        jsonb_build_object('principal_id', p_actor, 'account_id', v_stake, 'unbonding_id', v_unbonding, 'amount', p_amount, 'matures_at', v_matures_at,
                           'transaction_id', v_transaction),
        p_correlation_id, p_actor);
    RETURN v_unbonding;
END;
$unstake$;

COMMENT ON FUNCTION agora_ledger.unstake(numeric, text, uuid, text, bigint)
    IS 'Take tokens out of the actor''s stake; they mature after ledger.unbonding_time. p_key is required. Returns the unbonding.';
REVOKE ALL ON FUNCTION agora_ledger.unstake(numeric, text, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.unstake(numeric, text, uuid, text, bigint) TO agora_service;
