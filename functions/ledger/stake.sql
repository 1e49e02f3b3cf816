-- Puts money of the actor's wallet at stake: it can be slashed, and leaves only by unstake(). The stake has an account of its
-- own, in which it is held, so nothing else can spend it.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL002 · ZL004 · ZL010.
-- Emits: ledger.stake.added.v1, ledger.transaction.posted.v1.   Locks: balance rows in account order, then the key.
CREATE OR REPLACE FUNCTION agora_ledger.stake(
    p_amount          numeric,
    p_reason          text   DEFAULT 'stake',
    p_correlation_id  uuid   DEFAULT NULL,
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $stake$
DECLARE
    v_micro        bigint;
    v_wallet       bigint;
    v_stake        bigint;
    v_transaction  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_micro := agora_ledger._check_amount(p_amount);
    PERFORM agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    SELECT o.wallet_id, o.stake_id INTO v_wallet, v_stake FROM agora_ledger._open_bonds(p_actor) AS o;
    PERFORM agora_ledger._lock_stake(ARRAY[v_wallet, v_stake], v_stake);
    IF EXISTS (SELECT FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = p_key) THEN
        RETURN agora_ledger._first_transaction('stake', ARRAY[v_wallet, v_stake], ARRAY[-v_micro, v_micro], p_reason, '{}', p_correlation_id, p_key, p_actor);
    END IF;

    v_transaction := agora_ledger._transfer('stake', v_wallet, v_stake, p_amount, p_reason, '{}', p_correlation_id, p_key, p_actor);
    UPDATE agora_ledger.account_balance AS b SET available = b.available - v_micro, held = b.held + v_micro WHERE b.account_id = v_stake;
    PERFORM agora_event._emit(
        'ledger.stake.added.v1', p_actor::text,
        jsonb_build_object('principal_id', p_actor, 'account_id', v_stake, 'amount', p_amount, 'transaction_id', v_transaction),
        p_correlation_id, p_actor);
    RETURN v_transaction;
END;
$stake$;

COMMENT ON FUNCTION agora_ledger.stake(numeric, text, uuid, text, bigint)
    IS 'Stake tokens (above 0, at most 1e12, at most 6 decimals) of the actor''s wallet; p_key is required. Returns the transaction.';
REVOKE ALL ON FUNCTION agora_ledger.stake(numeric, text, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.stake(numeric, text, uuid, text, bigint) TO agora_service;
