-- Moves tokens between two accounts: the one road to the ledger for this domain and those above it. The caller has checked
-- the actor, and its right to debit p_from unless p_as_owner asks for that here; accounts, funds and the receiver's standing
-- are checked here. The balance rows are locked before the id is drawn, so ids per account are in the order of posting.
-- Errors: 22023 · 42501 · ZA002 receiver suspended · ZA003 · ZL001 · ZL002 · ZL004.   Emits: ledger.transaction.posted.v1.
-- Locks: balance rows in account order; the subtotal of a debited system account, the mint excepted.
CREATE OR REPLACE FUNCTION agora_ledger._transfer(
    p_kind            text,
    p_from            bigint,
    p_to              bigint,
    p_amount          numeric,
    p_reason          text,
    p_meta            jsonb,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint,
    p_as_owner        boolean DEFAULT false
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_transfer$
DECLARE
    c_limit         bigint := 1000000000000000000;
    v_micro         bigint := agora_ledger._check_amount(p_amount);
    v_transaction   bigint;
    v_low           bigint;
    v_high          bigint;
    v_from_kind     text;
    v_from_owner    bigint;
    v_from_balance  bigint;
    v_funds         numeric;
    v_to_owner      bigint;
    v_to_balance    bigint;
    v_suspended     timestamptz;
BEGIN
    PERFORM agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200), agora._check_object('p_meta', p_meta);
    IF p_from = p_to THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'an account cannot pay itself',
            DETAIL  = format('p_from=%s p_to=%s', p_from, p_to),
            HINT    = 'Name two accounts.';
    END IF;

    SELECT b.balance INTO v_low FROM agora_ledger.account_balance AS b WHERE b.account_id = least(p_from, p_to) FOR NO KEY UPDATE;
    SELECT b.balance INTO v_high FROM agora_ledger.account_balance AS b WHERE b.account_id = greatest(p_from, p_to) FOR NO KEY UPDATE;

    INSERT INTO agora_ledger.transaction AS t (created_by, recorded_at, correlation_id, kind, reason, idempotency_key, meta)
    VALUES (p_actor, agora.now(), p_correlation_id, p_kind, p_reason, p_key, p_meta)
    ON CONFLICT ON CONSTRAINT transaction_key_uq DO NOTHING
    RETURNING t.transaction_id INTO v_transaction;
    IF NOT FOUND THEN
        RETURN agora_ledger._first_transfer(p_kind, p_from, p_to, v_micro, p_reason, p_meta, p_correlation_id, p_key, p_actor);
    END IF;

    SELECT f.kind, f.principal_id, t.principal_id, p.suspended_at
      INTO v_from_kind, v_from_owner, v_to_owner, v_suspended
      FROM agora_ledger.account AS f
      JOIN agora_ledger.account AS t ON t.account_id = p_to
      LEFT JOIN agora.principal AS p ON p.principal_id = t.principal_id
     WHERE f.account_id = p_from;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL001',
            MESSAGE = 'unknown account',
            DETAIL  = format('p_from=%s p_to=%s', coalesce(p_from::text, 'NULL'), coalesce(p_to::text, 'NULL')),
            HINT    = 'agora_ledger.wallet_of() gives the account of a principal.';
    END IF;
    IF p_as_owner AND v_from_owner IS DISTINCT FROM p_actor
       AND (v_from_owner IS NOT NULL OR NOT pg_has_role(session_user, 'agora_operator', 'MEMBER')) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'only its owner pays from an account',
            DETAIL  = format('p_from=%s p_actor=%s', p_from, p_actor),
            HINT    = 'Pay from your own account; a service names the owner as p_actor, an operator pays from system accounts.';
    END IF;
    IF v_suspended IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA002',
            MESSAGE = 'principal is suspended',
            DETAIL  = format('p_to=%s principal_id=%s since=%s', p_to, v_to_owner, v_suspended),
            HINT    = 'An operator may lift it with agora.resume_principal().';
    END IF;

    v_from_balance := CASE WHEN p_from < p_to THEN v_low ELSE v_high END;
    v_to_balance   := CASE WHEN p_from < p_to THEN v_high ELSE v_low END;
    v_funds        := v_from_balance;
    IF v_from_balance IS NULL AND v_from_kind <> 'mint' THEN
        v_funds := agora_ledger._lock_funds(p_from);
    END IF;
    IF v_funds < v_micro THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL002',
            MESSAGE = 'balance is insufficient',
            DETAIL  = format('account_id=%s balance=%s needed=%s missing=%s', p_from,
                             trim_scale(v_funds * 0.000001), trim_scale(p_amount), trim_scale((v_micro - v_funds) * 0.000001)),
            HINT    = 'Earn or receive what is missing, or ask for less; nothing was moved.';
    END IF;
    IF v_to_balance > c_limit - v_micro THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL004',
            MESSAGE = 'balance would exceed its limit',
            DETAIL  = format('account_id=%s limit=%s', p_to, c_limit / 1000000),
            HINT    = 'Send less, or to another account; nothing was moved.';
    END IF;

    IF v_from_balance IS NOT NULL THEN
        UPDATE agora_ledger.account_balance AS b
           SET balance = v_from_balance - v_micro, transaction_id = v_transaction
         WHERE b.account_id = p_from;
    END IF;
    IF v_to_balance IS NOT NULL THEN
        UPDATE agora_ledger.account_balance AS b
           SET balance = v_to_balance + v_micro, transaction_id = v_transaction
         WHERE b.account_id = p_to;
    END IF;
    INSERT INTO agora_ledger.entry (transaction_id, line, account_id, amount, balance_after)
    VALUES (v_transaction, 1, p_from, -v_micro, v_from_balance - v_micro),
           (v_transaction, 2, p_to, v_micro, v_to_balance + v_micro);

    PERFORM agora_event._emit(
        'ledger.transaction.posted.v1',
        v_transaction::text,
        jsonb_build_object(
            'transaction_id', v_transaction, 'kind', p_kind, 'reason', p_reason,
            'lines', jsonb_build_array(
                jsonb_build_object('account_id', p_from, 'amount', -p_amount),
                jsonb_build_object('account_id', p_to, 'amount', p_amount))),
        p_correlation_id,
        p_actor);
    RETURN v_transaction;
END;
$_transfer$;

COMMENT ON FUNCTION agora_ledger._transfer(text, bigint, bigint, numeric, text, jsonb, uuid, text, bigint, boolean)
    IS 'Move tokens between two accounts and return the transaction; a repeated call returns the first.';
REVOKE ALL ON FUNCTION agora_ledger._transfer(text, bigint, bigint, numeric, text, jsonb, uuid, text, bigint, boolean) FROM PUBLIC;
