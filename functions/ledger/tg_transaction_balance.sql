-- At COMMIT: a transaction recorded now has two lines or more, and they sum to zero. A restored row was recorded at another
-- time (a later one, where clocks differ) and is left to check_invariants().
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_transaction_balance()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_transaction_balance$
DECLARE
    v_lines  bigint;
    v_sum    numeric;
BEGIN
    SELECT count(*), sum(e.amount) INTO v_lines, v_sum FROM agora_ledger.entry AS e WHERE e.transaction_id = new.transaction_id;
    IF v_lines < 2 OR v_sum <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL003',
            MESSAGE = 'transaction is not balanced',
            DETAIL  = format('transaction_id=%s lines=%s sum=%s', new.transaction_id, v_lines, coalesce(v_sum, 0)),
            HINT    = 'Post through the functions of agora_ledger.';
    END IF;
    RETURN NULL;
END;
$tg_transaction_balance$;

DROP TRIGGER IF EXISTS transaction_balance ON agora_ledger.transaction;
CREATE CONSTRAINT TRIGGER transaction_balance
    AFTER INSERT ON agora_ledger.transaction
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (new.recorded_at = agora.now())
    EXECUTE FUNCTION agora_ledger.tg_transaction_balance();

COMMENT ON FUNCTION agora_ledger.tg_transaction_balance()
    IS 'Trigger: refuses, at commit, a transaction whose lines do not sum to zero or are fewer than two.';
REVOKE ALL ON FUNCTION agora_ledger.tg_transaction_balance() FROM PUBLIC;
