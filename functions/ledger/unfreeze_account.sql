-- Lets an account pay again. Unfreezing one that is not frozen changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZL001.   Emits: ledger.account.unfrozen.v1.
-- Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_ledger.unfreeze_account(
    p_account  bigint,
    p_reason   text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $unfreeze_account$
DECLARE
    v_found agora_ledger.account_balance;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_found := agora_ledger._lock_account(p_account);
    IF v_found.frozen_at IS NULL THEN
        RETURN;
    END IF;
    UPDATE agora_ledger.account_balance AS b SET frozen_at = NULL, frozen_reason = NULL WHERE b.account_id = p_account;
    PERFORM agora_event._emit('ledger.account.unfrozen.v1', p_account::text,
                              jsonb_build_object('account_id', p_account, 'reason', p_reason, 'frozen_at', v_found.frozen_at), NULL, p_actor);
END;
$unfreeze_account$;

COMMENT ON FUNCTION agora_ledger.unfreeze_account(bigint, text, bigint)
    IS 'Lift the freeze of an account, with a reason.';
REVOKE ALL ON FUNCTION agora_ledger.unfreeze_account(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.unfreeze_account(bigint, text, bigint) TO agora_operator;
