-- A statement writes whole transactions: lines numbered from 1, two or more, that sum to zero. With the primary key this
-- means that no line can be added to a transaction that has any.
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_entry_complete()
RETURNS trigger
LANGUAGE plpgsql
AS $tg_entry_complete$
DECLARE
    v_transaction  bigint;
    v_line         smallint;
    v_amount       bigint;
    v_first        bigint;
    v_lines        integer := 0;
    v_sum          numeric := 0;
BEGIN
    -- The usual statement has the two lines of one transaction. A loop, because aggregates take twice as long to set up.
    FOR v_transaction, v_line, v_amount IN SELECT a.transaction_id, a.line, a.amount FROM added AS a LOOP
        v_lines := v_lines + 1;
        v_sum   := v_sum + v_amount;
        v_first := coalesce(v_first, v_transaction);
        EXIT WHEN v_transaction <> v_first OR v_line <> v_lines;
    END LOOP;
    IF v_sum = 0 AND v_lines > 1 AND v_transaction = v_first AND v_line = v_lines THEN
        RETURN NULL;
    END IF;

    SELECT a.transaction_id INTO v_transaction
      FROM added AS a
     GROUP BY a.transaction_id
    HAVING sum(a.amount) <> 0 OR count(*) < 2 OR min(a.line) <> 1 OR max(a.line) <> count(*)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL003',
            MESSAGE = 'transaction is not balanced',
            DETAIL  = format('transaction_id=%s', v_transaction),
            HINT    = 'One statement writes all lines of a transaction, numbered from 1, summing to zero.';
    END IF;
    RETURN NULL;
END;
$tg_entry_complete$;

CREATE OR REPLACE TRIGGER entry_complete
    AFTER INSERT ON agora_ledger.entry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION agora_ledger.tg_entry_complete();

COMMENT ON FUNCTION agora_ledger.tg_entry_complete()
    IS 'Trigger: refuses lines that are not whole, balanced transactions.';
REVOKE ALL ON FUNCTION agora_ledger.tg_entry_complete() FROM PUBLIC;
