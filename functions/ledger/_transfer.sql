-- Moves tokens between two accounts: the road to the ledger for all that has two lines; _post_set() is that of all else. The caller has checked
-- the actor. p_as_owner: it asks for itself, so its right to debit p_from is checked here, and neither a key of rewards nor the mint and the burn
-- account are its to name. Balance rows are changed before the id is drawn, so ids per account are in the order of posting.
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
    v_micro        bigint;
    v_from         bigint;
    v_to           bigint;
    v_is_repeated  boolean;
    v_transaction  bigint;
BEGIN
    -- What is plainly right passes here, without four calls; the checks say what is wrong with anything else, and let pass what is only
    -- unusual: a name in another script, zeros behind the sixth decimal.
    IF (p_reason ~ '^[!-~]([ -~]*[!-~])?$' AND length(p_reason) <= 200 AND p_key ~ '^[!-~]([ -~]*[!-~])?$' AND length(p_key) <= 200
        AND p_amount > 0 AND p_amount <= 1000000000000 AND scale(p_amount) <= 6 AND p_meta = '{}' AND p_from <> p_to
        AND NOT (p_as_owner AND (p_key ^@ 'reward:' OR least(p_from, p_to) < 3))) IS NOT TRUE THEN
        IF p_as_owner AND p_key ^@ 'reward:' THEN
            PERFORM agora_ledger._refuse_key(p_key);
        ELSIF p_as_owner AND (p_from IN (1, 2) OR p_to IN (1, 2)) THEN
            PERFORM agora_ledger._refuse_parties(p_from, p_to);
        END IF;
        PERFORM agora_ledger._check_amount(p_amount), agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200), agora._check_object('p_meta', p_meta);
        IF p_from = p_to THEN
            PERFORM agora_ledger._refuse_parties(p_from, p_to);
        ELSIF p_from IS NULL OR p_to IS NULL THEN
            PERFORM agora_ledger._system_kind(NULL);
        END IF;
    END IF;

    v_micro := p_amount * 1000000;
    -- The usual transfer changes both balances in place, without locking them first, and draws its id when both are changed: then it
    -- has its xid. Two statements for each order, because a condition on which account comes first would be planned anew in every call.
    IF p_from < p_to THEN
        UPDATE agora_ledger.account_balance AS b SET available = b.available - v_micro
         WHERE b.account_id = p_from AND b.available >= v_micro AND b.frozen_at IS NULL AND (b.principal_id = p_actor OR NOT p_as_owner)
        RETURNING b.available + b.held INTO v_from;
        IF FOUND THEN
            UPDATE agora_ledger.account_balance AS b SET available = b.available + v_micro
             WHERE b.account_id = p_to AND b.available + b.held <= 1000000000000000000 - v_micro
               AND (SELECT p.suspended_at FROM agora.principal AS p WHERE p.principal_id = b.principal_id) IS NULL
            RETURNING b.available + b.held, nextval('agora_ledger.transaction_id_seq') INTO v_to, v_transaction;
        END IF;
    ELSIF p_to >= 1000 THEN
        UPDATE agora_ledger.account_balance AS b SET available = b.available + v_micro
         WHERE b.account_id = p_to AND b.available + b.held <= 1000000000000000000 - v_micro
           AND (SELECT p.suspended_at FROM agora.principal AS p WHERE p.principal_id = b.principal_id) IS NULL
        RETURNING b.available + b.held INTO v_to;
        IF FOUND THEN
            UPDATE agora_ledger.account_balance AS b SET available = b.available - v_micro
             WHERE b.account_id = p_from AND b.available >= v_micro AND b.frozen_at IS NULL AND (b.principal_id = p_actor OR NOT p_as_owner)
            RETURNING b.available + b.held, nextval('agora_ledger.transaction_id_seq') INTO v_from, v_transaction;
        END IF;
    ELSE -- a system account has no row to change
        UPDATE agora_ledger.account_balance AS b SET available = b.available - v_micro
         WHERE b.account_id = p_from AND b.available >= v_micro AND b.frozen_at IS NULL AND (b.principal_id = p_actor OR NOT p_as_owner)
        RETURNING b.available + b.held INTO v_from;
    END IF;
    IF v_transaction IS NULL THEN
        IF v_from IS NULL OR p_to >= 1000 OR agora_ledger._system_kind(p_to) IS NULL THEN
            SELECT m.from_balance, m.to_balance, m.is_repeated INTO v_from, v_to, v_is_repeated
              FROM agora_ledger._move(p_from, p_to, v_micro, coalesce(v_from, v_to) IS NOT NULL, p_key, p_actor, p_as_owner) AS m;
            IF v_is_repeated THEN
                RETURN agora_ledger._first_transaction(p_kind, ARRAY[p_from, p_to], ARRAY[-v_micro, v_micro], p_reason, p_meta, p_correlation_id, p_key, p_actor);
            END IF;
        END IF;
        v_transaction := CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('agora_ledger.transaction_id_seq') END;
    END IF;

    INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, from_account_id, to_account_id, amount, from_balance, to_balance,
                                          correlation_id, kind, reason, idempotency_key, meta)
    VALUES (v_transaction, p_actor, agora.now(), p_from, p_to, v_micro, v_from, v_to, p_correlation_id, p_kind, p_reason, p_key, p_meta)
    ON CONFLICT ON CONSTRAINT transaction_key_uq DO NOTHING;
    -- An expression, not a PERFORM, which costs a statement. The payload is written as text, because jsonb_build_object looks up the type
    -- of each of its arguments several times.
    IF FOUND AND agora_event._emit(
        'ledger.transaction.posted.v1',
        v_transaction::text,
        format('{"reason": %s, "kind": "%s", "transaction_id": %s, "lines": [{"account_id": %s, "amount": %s}, {"amount": %s, "account_id": %s}]}',
               to_json(p_reason), p_kind, v_transaction, p_from, -p_amount, p_amount, p_to)::jsonb,
        p_correlation_id,
        p_actor) IS NOT NULL THEN
        RETURN v_transaction;
    END IF;

    -- The key is taken: nothing moves again.
    UPDATE agora_ledger.account_balance AS b
       SET available = b.available + CASE b.account_id WHEN p_from THEN v_micro ELSE -v_micro END
     WHERE b.account_id IN (p_from, p_to);
    RETURN agora_ledger._first_transaction(p_kind, ARRAY[p_from, p_to], ARRAY[-v_micro, v_micro], p_reason, p_meta, p_correlation_id, p_key, p_actor);
END;
$_transfer$;

COMMENT ON FUNCTION agora_ledger._transfer(text, bigint, bigint, numeric, text, jsonb, uuid, text, bigint, boolean)
    IS 'Move tokens between two accounts and return the transaction; a repeated call returns the first.';
REVOKE ALL ON FUNCTION agora_ledger._transfer(text, bigint, bigint, numeric, text, jsonb, uuid, text, bigint, boolean) FROM PUBLIC;
