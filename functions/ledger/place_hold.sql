-- Sets money of a principal's account aside before the price is known. It stays in the account; nothing else can spend it until
-- it is captured, released or past its time. The owner of the account acts, as with transfer(). A month counts as 30 days.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL002 · ZL010.   Emits: ledger.hold.placed.v1.
-- Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_ledger.place_hold(
    p_account         bigint,
    p_amount          numeric,
    p_purpose         text,
    p_ttl             interval DEFAULT '15 minutes',
    p_correlation_id  uuid     DEFAULT NULL,
    p_key             text     DEFAULT NULL,
    p_actor           bigint   DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $place_hold$
DECLARE
    v_now      timestamptz := agora.now();
    v_micro    bigint;
    v_seconds  numeric := extract(epoch FROM p_ttl);
    v_balance  agora_ledger.account_balance;
    v_funds    bigint;
    v_hold     bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_micro := agora_ledger._check_amount(p_amount);
    PERFORM agora._check_text('p_purpose', p_purpose, 200), agora._check_text('p_key', p_key, 200),
            agora._check_interval('p_ttl', p_ttl, agora.setting_interval('ledger.longest_hold'));

    v_balance := agora_ledger._lock_account(p_account);
    v_funds := v_balance.available;
    IF v_funds < v_micro AND v_balance.held > 0 THEN
        v_funds := v_funds + agora_ledger._expire_holds(ARRAY[p_account]);
    END IF;
    IF v_balance.principal_id <> p_actor OR v_balance.frozen_at IS NOT NULL OR v_funds < v_micro THEN
        -- What is held is held: a repeated call is answered whatever has become of the account since.
        IF EXISTS (SELECT FROM agora_ledger.hold AS h WHERE h.created_by = p_actor AND h.idempotency_key = p_key) THEN
            RETURN agora_ledger._first_hold(p_account, v_micro, p_purpose, v_seconds, p_correlation_id, p_key, p_actor);
        END IF;
        PERFORM agora_ledger._refuse_transfer(p_account, NULL, v_micro, v_funds, v_balance.principal_id = p_actor, NULL, v_balance.frozen_at, p_actor);
    END IF;

    INSERT INTO agora_ledger.hold AS h (account_id, created_by, amount, placed_at, expires_at, correlation_id, purpose, idempotency_key)
    VALUES (p_account, p_actor, v_micro, v_now, v_now + make_interval(secs => v_seconds), p_correlation_id, p_purpose, p_key)
    ON CONFLICT ON CONSTRAINT hold_key_uq DO NOTHING
    RETURNING h.hold_id INTO v_hold;
    IF NOT FOUND THEN
        RETURN agora_ledger._first_hold(p_account, v_micro, p_purpose, v_seconds, p_correlation_id, p_key, p_actor);
    END IF;
    UPDATE agora_ledger.account_balance AS b SET available = b.available - v_micro, held = b.held + v_micro WHERE b.account_id = p_account;
    PERFORM agora_event._emit(
        'ledger.hold.placed.v1', v_hold::text,
        jsonb_build_object('hold_id', v_hold, 'account_id', p_account, 'amount', p_amount, 'purpose', p_purpose,
                           'expires_at', v_now + make_interval(secs => v_seconds)),
        p_correlation_id, p_actor);
    RETURN v_hold;
END;
$place_hold$;

COMMENT ON FUNCTION agora_ledger.place_hold(bigint, numeric, text, interval, uuid, text, bigint)
    IS 'Set tokens of an account aside for a purpose, for a while (at most ledger.longest_hold); p_key is required. Returns the hold.';
REVOKE ALL ON FUNCTION agora_ledger.place_hold(bigint, numeric, text, interval, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.place_hold(bigint, numeric, text, interval, uuid, text, bigint) TO agora_service;
