-- Moves what _transfer() could not simply move: one side is a system account, or something stands against it. Both rows are locked
-- and judged, and what is found is refused, unless the key says that it was paid before: what was paid is paid, whatever has
-- become of the accounts since.
-- Errors: 42501 · ZA002 · ZL001 · ZL002 · ZL004 · ZL010.   Locks: as _transfer().
CREATE OR REPLACE FUNCTION agora_ledger._move(
    p_from            bigint,
    p_to              bigint,
    p_micro           bigint,
    p_is_half         boolean,
    p_key             text,
    p_actor           bigint,
    p_as_owner        boolean,
    OUT from_balance  bigint,
    OUT to_balance    bigint,
    OUT is_repeated   boolean
)
RETURNS record
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_move$
DECLARE
    c_limit      bigint  := 1000000000000000000;
    v_is_owner   boolean := true;
    v_from       agora_ledger.account_balance;
    v_to         agora_ledger.account_balance;
    v_other      agora_ledger.account_balance;
    v_funds      numeric;
    v_suspended  timestamptz;
BEGIN
    IF p_is_half THEN -- the first of the two is changed already: back
        UPDATE agora_ledger.account_balance AS b
           SET available = b.available + CASE b.account_id WHEN p_from THEN p_micro ELSE -p_micro END
         WHERE b.account_id = least(p_from, p_to);
    END IF;
    SELECT b.* INTO v_from FROM agora_ledger.account_balance AS b WHERE b.account_id = least(p_from, p_to) FOR NO KEY UPDATE;
    SELECT b.* INTO v_to FROM agora_ledger.account_balance AS b WHERE b.account_id = greatest(p_from, p_to) FOR NO KEY UPDATE;
    IF p_from > p_to THEN
        v_other := v_from;
        v_from  := v_to;
        v_to    := v_other;
    END IF;

    IF v_from.account_id IS NOT NULL THEN
        v_funds := v_from.available;
        IF v_funds < p_micro AND v_from.held > 0 THEN
            v_funds := v_funds + agora_ledger._expire_holds(ARRAY[p_from]);
        END IF;
    ELSIF agora_ledger._system_kind(p_from) <> 'mint' THEN
        v_funds := agora_ledger._lock_funds(p_from);
    END IF;
    IF v_to.account_id IS NOT NULL THEN
        SELECT p.suspended_at INTO v_suspended FROM agora.principal AS p WHERE p.principal_id = v_to.principal_id;
    ELSE
        PERFORM agora_ledger._system_kind(p_to);
    END IF;
    IF p_as_owner AND v_from.principal_id IS DISTINCT FROM p_actor THEN
        v_is_owner := v_from.account_id IS NULL AND agora._is_operator(p_actor);
    END IF;
    IF NOT v_is_owner OR v_suspended IS NOT NULL OR v_from.frozen_at IS NOT NULL OR v_funds < p_micro OR v_to.available + v_to.held > c_limit - p_micro THEN
        is_repeated := EXISTS (SELECT FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = p_key);
        IF NOT is_repeated THEN
            PERFORM agora_ledger._refuse_transfer(p_from, p_to, p_micro, v_funds, v_is_owner, v_suspended, v_from.frozen_at, p_actor);
        END IF;
        RETURN;
    END IF;

    UPDATE agora_ledger.account_balance AS b SET available = b.available - p_micro WHERE b.account_id = p_from RETURNING b.available + b.held INTO from_balance;
    UPDATE agora_ledger.account_balance AS b SET available = b.available + p_micro WHERE b.account_id = p_to RETURNING b.available + b.held INTO to_balance;
    is_repeated := false;
END;
$_move$;

COMMENT ON FUNCTION agora_ledger._move(bigint, bigint, bigint, boolean, text, bigint, boolean)
    IS 'Lock and judge two balances, and move micro-tokens from one to the other; says instead if the key was used before.';
REVOKE ALL ON FUNCTION agora_ledger._move(bigint, bigint, bigint, boolean, text, bigint, boolean) FROM PUBLIC;
