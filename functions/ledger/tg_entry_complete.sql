-- A statement writes whole transactions: lines numbered from 1, two or more, that sum to zero. With the primary key this
-- means that no line can be added to a transaction that has any. Stable: it reads only the new lines, which are in no snapshot, so its
-- statements need none of their own.
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_entry_complete()
RETURNS trigger
LANGUAGE plpgsql STABLE
AS $tg_entry_complete$
DECLARE
    v_transaction bigint;
BEGIN
    -- The usual statement has the two lines of one transaction, and no third. Neither aggregates nor a loop, which take longer to set up.
    PERFORM FROM added AS a
       JOIN added AS b ON b.transaction_id = a.transaction_id
      WHERE a.line = 1 AND b.line = 2 AND b.amount = -a.amount AND NOT EXISTS (SELECT FROM added AS o OFFSET 2);
    IF FOUND THEN
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
