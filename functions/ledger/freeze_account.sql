-- Stops payments from an account, at once: transfers, holds, captures, burns. It may be paid into, holds may be released, and
-- reverse() passes, for that is how a dispute ends. Freezing a frozen one keeps the first date and reason.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZL001.   Emits: ledger.account.frozen.v1.
-- Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_ledger.freeze_account(
    p_account  bigint,
    p_reason   text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $freeze_account$
DECLARE
    v_now    timestamptz := agora.now();
    v_found  agora_ledger.account_balance;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_found := agora_ledger._lock_account(p_account);
    IF v_found.frozen_at IS NOT NULL THEN
        RETURN v_found.frozen_at;
    END IF;
    UPDATE agora_ledger.account_balance AS b SET frozen_at = v_now, frozen_reason = p_reason WHERE b.account_id = p_account;
    PERFORM agora_event._emit('ledger.account.frozen.v1', p_account::text,
                              jsonb_build_object('account_id', p_account, 'reason', p_reason), NULL, p_actor);
    RETURN v_now;
END;
$freeze_account$;

COMMENT ON FUNCTION agora_ledger.freeze_account(bigint, text, bigint)
    IS 'Freeze an account with a reason: nothing is paid from it. Returns since when it is frozen.';
REVOKE ALL ON FUNCTION agora_ledger.freeze_account(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.freeze_account(bigint, text, bigint) TO agora_operator;
