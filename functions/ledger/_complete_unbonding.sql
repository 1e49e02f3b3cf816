-- Pays what has matured in an unbonding account to its owner's wallet, in one transaction. NULL = nothing has. The caller has
-- locked both balance rows.
-- Errors: ZA002 · ZA003 · ZL004 · ZL010.   Emits: ledger.unbonding.completed.v1, ledger.transaction.posted.v1.
CREATE OR REPLACE FUNCTION agora_ledger._complete_unbonding(
    p_account  bigint,
    p_wallet   bigint,
    p_key      text,
    p_actor    bigint
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_complete_unbonding$
DECLARE
    v_now          timestamptz := agora.now();
    v_ids          bigint[];
    v_micro        bigint;
    v_amount       numeric;
    v_transaction  bigint;
BEGIN
    SELECT array_agg(u.unbonding_id ORDER BY u.unbonding_id), sum(u.amount - u.slashed) INTO v_ids, v_micro
      FROM agora_ledger.unbonding AS u
     WHERE u.account_id = p_account AND u.status = 'open' AND u.matures_at <= v_now;
    IF v_ids IS NULL THEN
        RETURN NULL;
    END IF;
    v_amount := trim_scale(v_micro * 0.000001);
    UPDATE agora_ledger.account_balance AS b SET available = b.available + v_micro, held = b.held - v_micro WHERE b.account_id = p_account;
    v_transaction := agora_ledger._transfer('unbond', p_account, p_wallet, v_amount, 'unbonding matured', '{}', NULL, p_key, p_actor);
    UPDATE agora_ledger.unbonding AS u
       SET status = 'completed', closed_at = v_now, completed_by = v_transaction
     WHERE u.unbonding_id = ANY (v_ids);
    PERFORM agora_event._emit(
        'ledger.unbonding.completed.v1', p_account::text,
        jsonb_build_object('account_id', p_account, 'unbonding_ids', to_jsonb(v_ids), 'amount', v_amount, 'to', p_wallet, 'transaction_id', v_transaction),
        NULL, p_actor);
    RETURN v_amount;
END;
$_complete_unbonding$;

COMMENT ON FUNCTION agora_ledger._complete_unbonding(bigint, bigint, text, bigint)
    IS 'Pay matured unbondings of a locked account to a wallet; returns the tokens.';
REVOKE ALL ON FUNCTION agora_ledger._complete_unbonding(bigint, bigint, text, bigint) FROM PUBLIC;
