-- Pays from a hold what it came to, and releases the rest. Once: a hold is closed by its capture. The same key with the same meta, amount and
-- account is the same capture.
-- Errors: 22023 · ZA001 · ZA003 · ZL001 · ZL004 · ZL005 · ZL006 · ZL007 · ZL008 · ZL009 · ZL010.
-- Emits: ledger.hold.captured.v1, ledger.transaction.posted.v1.   Locks: balance rows in account order.
CREATE OR REPLACE FUNCTION agora_ledger._capture_hold(
    p_hold    bigint,
    p_amount  numeric,
    p_to      bigint,
    p_meta    jsonb,
    p_key     text,
    p_actor   bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_capture_hold$
DECLARE
    v_now          timestamptz := agora.now();
    v_micro        bigint;
    v_hold         agora_ledger.hold;
    v_transaction  bigint;
BEGIN
    v_micro := agora_ledger._check_amount(p_amount);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    IF p_to IN (1, 2) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'this account takes no capture',
            DETAIL  = format('p_to=%s', p_to),
            HINT    = 'Pay a principal, the treasury or the reward pool.';
    END IF;

    v_hold := agora_ledger._lock_hold(p_hold, p_to, p_actor);
    IF v_hold.status = 'captured'
       AND EXISTS (SELECT FROM agora_ledger.transaction AS t
                    WHERE t.transaction_id = v_hold.transaction_id AND t.created_by = p_actor AND t.idempotency_key = p_key) THEN
        RETURN agora_ledger._first_transaction('capture', ARRAY[v_hold.account_id, p_to], ARRAY[-v_micro, v_micro], v_hold.purpose, p_meta,
                                               v_hold.correlation_id, p_key, p_actor);
    END IF;
    IF v_hold.status <> 'open' OR v_hold.expires_at <= v_now THEN
        PERFORM agora_ledger._refuse_hold(v_hold);
    END IF;
    IF v_micro > v_hold.amount THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL009',
            MESSAGE = 'capture exceeds the hold',
            DETAIL  = format('hold_id=%s held=%s needed=%s', p_hold, trim_scale(v_hold.amount * 0.000001), trim_scale(p_amount)),
            HINT    = 'Capture at most what is held, and transfer the rest.';
    END IF;

    UPDATE agora_ledger.account_balance AS b SET available = b.available + v_hold.amount, held = b.held - v_hold.amount WHERE b.account_id = v_hold.account_id;
    v_transaction := agora_ledger._transfer('capture', v_hold.account_id, p_to, p_amount, v_hold.purpose, p_meta, v_hold.correlation_id, p_key, p_actor);
    UPDATE agora_ledger.hold AS h
       SET status = 'captured', captured = v_micro, closed_at = v_now, transaction_id = v_transaction
     WHERE h.hold_id = p_hold;
    PERFORM agora_event._emit(
        'ledger.hold.captured.v1', p_hold::text,
        jsonb_build_object('hold_id', p_hold, 'account_id', v_hold.account_id, 'captured', p_amount,
                           'released', trim_scale((v_hold.amount - v_micro) * 0.000001), 'to', p_to, 'transaction_id', v_transaction),
        v_hold.correlation_id, p_actor);
    RETURN v_transaction;
END;
$_capture_hold$;

COMMENT ON FUNCTION agora_ledger._capture_hold(bigint, numeric, bigint, jsonb, text, bigint)
    IS 'Pay an amount from a hold to an account and release the rest; returns the transaction.';
REVOKE ALL ON FUNCTION agora_ledger._capture_hold(bigint, numeric, bigint, jsonb, text, bigint) FROM PUBLIC;
