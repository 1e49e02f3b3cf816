-- Moves tokens between two accounts: the road to the ledger for all that has two lines; _post_set() is that of all else. The caller has checked
-- the actor, and its right to debit p_from unless p_as_owner asks for that here; accounts, funds and the receiver's standing
-- are checked here. The balance rows are locked before the id is drawn, so ids per account are in the order of posting.
-- Errors: 22023 · 42501 · ZA002 · ZA003 · ZL001 · ZL002 · ZL004 · ZL010.   Emits: ledger.transaction.posted.v1.
-- Locks: balance rows in account order; the subtotal of a debited system account, the mint excepted; then the key.
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
AS $_transfer$
DECLARE
    c_limit         bigint := 1000000000000000000;
    v_micro         bigint := agora_ledger._check_amount(p_amount);
    v_from_first    boolean := p_from < p_to;
    v_low           bigint;
    v_low_owner     bigint;
    v_low_held      bigint;
    v_low_frozen    timestamptz;
    v_high          bigint;
    v_high_owner    bigint;
    v_high_held     bigint;
    v_high_frozen   timestamptz;
    v_from_balance  bigint;
    v_from_held     bigint;
    v_from_frozen   timestamptz;
    v_from_owner    bigint;
    v_to_balance    bigint;
    v_to_owner      bigint;
    v_funds         numeric;
    v_suspended     timestamptz;
    v_is_owner      boolean := true;
    v_transaction   bigint;
BEGIN
    -- What is plainly right passes here, without three calls; the checks say what is wrong with anything else.
    IF NOT coalesce(agora._is_name(p_reason) AND length(p_reason) <= 200 AND agora._is_name(p_key) AND length(p_key) <= 200 AND p_meta = '{}', false) THEN
        PERFORM agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200), agora._check_object('p_meta', p_meta);
    END IF;
    IF p_from = p_to THEN
        PERFORM agora_ledger._refuse_parties(p_from, p_to);
    END IF;

    SELECT b.balance, b.principal_id, b.held, b.frozen_at INTO v_low, v_low_owner, v_low_held, v_low_frozen
      FROM agora_ledger.account_balance AS b WHERE b.account_id = CASE WHEN v_from_first THEN p_from ELSE p_to END FOR NO KEY UPDATE;
    SELECT b.balance, b.principal_id, b.held, b.frozen_at INTO v_high, v_high_owner, v_high_held, v_high_frozen
      FROM agora_ledger.account_balance AS b WHERE b.account_id = CASE WHEN v_from_first THEN p_to ELSE p_from END FOR NO KEY UPDATE;
    IF v_from_first THEN
        v_from_balance := v_low;
        v_from_owner   := v_low_owner;
        v_from_held    := v_low_held;
        v_from_frozen  := v_low_frozen;
        v_to_balance   := v_high;
        v_to_owner     := v_high_owner;
    ELSE
        v_from_balance := v_high;
        v_from_owner   := v_high_owner;
        v_from_held    := v_high_held;
        v_from_frozen  := v_high_frozen;
        v_to_balance   := v_low;
        v_to_owner     := v_low_owner;
    END IF;

    IF v_from_owner IS NOT NULL THEN
        v_funds := v_from_balance - v_from_held;
        IF v_funds < v_micro AND v_from_held > 0 THEN
            v_funds := v_funds + agora_ledger._expire_holds(ARRAY[p_from]);
        END IF;
    ELSIF agora_ledger._system_kind(p_from) <> 'mint' THEN
        v_funds := agora_ledger._lock_funds(p_from);
    END IF;
    IF v_to_owner IS NOT NULL THEN
        SELECT p.suspended_at INTO v_suspended FROM agora.principal AS p WHERE p.principal_id = v_to_owner;
    ELSE
        PERFORM agora_ledger._system_kind(p_to);
    END IF;
    IF p_as_owner AND v_from_owner IS DISTINCT FROM p_actor THEN
        v_is_owner := v_from_owner IS NULL AND pg_has_role(session_user, 'agora_operator', 'MEMBER');
    END IF;

    IF NOT v_is_owner OR v_suspended IS NOT NULL OR v_from_frozen IS NOT NULL OR v_funds < v_micro OR v_to_balance > c_limit - v_micro THEN
        -- What was paid is paid: a repeated call is answered whatever has become of the accounts since.
        IF EXISTS (SELECT FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = p_key) THEN
            RETURN agora_ledger._first_transaction(p_kind, ARRAY[p_from, p_to], ARRAY[-v_micro, v_micro], p_reason, p_meta, p_correlation_id, p_key, p_actor);
        END IF;
        PERFORM agora_ledger._refuse_transfer(p_from, p_to, v_micro, v_funds, v_is_owner, v_suspended, v_from_frozen, p_actor);
    END IF;

    WITH header AS (
        INSERT INTO agora_ledger.transaction AS t (created_by, recorded_at, correlation_id, kind, reason, idempotency_key, meta)
        VALUES (p_actor, agora.now(), p_correlation_id, p_kind, p_reason, p_key, p_meta)
        ON CONFLICT ON CONSTRAINT transaction_key_uq DO NOTHING
        RETURNING t.transaction_id
    ), lines AS (
        INSERT INTO agora_ledger.entry (transaction_id, account_id, amount, balance_after, line)
        SELECT h.transaction_id, l.account_id, l.amount, l.balance_after, l.line
          FROM header AS h
         CROSS JOIN (VALUES (p_from, -v_micro, v_from_balance - v_micro, 1::smallint),
                            (p_to, v_micro, v_to_balance + v_micro, 2)) AS l(account_id, amount, balance_after, line)
    )
    SELECT h.transaction_id INTO v_transaction FROM header AS h;
    IF NOT FOUND THEN
        RETURN agora_ledger._first_transaction(p_kind, ARRAY[p_from, p_to], ARRAY[-v_micro, v_micro], p_reason, p_meta, p_correlation_id, p_key, p_actor);
    END IF;
    IF v_from_owner IS NOT NULL THEN
        UPDATE agora_ledger.account_balance AS b
           SET balance = v_from_balance - v_micro, transaction_id = v_transaction
         WHERE b.account_id = p_from;
    END IF;
    IF v_to_owner IS NOT NULL THEN
        UPDATE agora_ledger.account_balance AS b
           SET balance = v_to_balance + v_micro, transaction_id = v_transaction
         WHERE b.account_id = p_to;
    END IF;
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
