-- A statement that writes a header writes its lines as well: two or more, that sum to zero. Not deferred: nothing can come
-- between, and a caller's SET CONSTRAINTS does not reach it. A restored row was recorded at another time (a later one, where
-- clocks differ) and is left to check_invariants().
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_transaction_balance()
RETURNS trigger
LANGUAGE plpgsql
AS $tg_transaction_balance$
DECLARE
    v_lines  bigint;
    v_sum    numeric;
BEGIN
    IF new.recorded_at <> agora.now() THEN
        RETURN NULL;
    END IF;
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

CREATE OR REPLACE TRIGGER transaction_balance
    AFTER INSERT ON agora_ledger.transaction
    FOR EACH ROW EXECUTE FUNCTION agora_ledger.tg_transaction_balance();

COMMENT ON FUNCTION agora_ledger.tg_transaction_balance()
    IS 'Trigger: refuses a transaction whose lines do not sum to zero or are fewer than two.';
REVOKE ALL ON FUNCTION agora_ledger.tg_transaction_balance() FROM PUBLIC;
