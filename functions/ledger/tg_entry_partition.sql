-- What tg_entry_complete asks of lines, of those that are written straight into a partition: where a restore writes, whose headers
-- were recorded at another time or are not there yet. Lines of a header that is being written are whole, balanced transactions
-- on this road, too. A statement that goes by way of the parent does not fire it.
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_entry_partition()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_entry_partition$
DECLARE
    v_transaction bigint;
BEGIN
    SELECT a.transaction_id INTO v_transaction
      FROM added AS a
      JOIN agora_ledger.transaction AS t ON t.transaction_id = a.transaction_id AND t.recorded_at = agora.now()
     GROUP BY a.transaction_id
    HAVING sum(a.amount) <> 0 OR count(*) < 2 OR min(a.line) <> 1 OR max(a.line) <> count(*)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL003',
            MESSAGE = 'transaction is not balanced',
            DETAIL  = format('transaction_id=%s', v_transaction),
            HINT    = 'Post through the functions of agora_ledger.';
    END IF;
    RETURN NULL;
END;
$tg_entry_partition$;

CREATE OR REPLACE TRIGGER entry_p0_complete
    AFTER INSERT ON agora_ledger.entry_p0
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION agora_ledger.tg_entry_partition();
CREATE OR REPLACE TRIGGER entry_default_complete
    AFTER INSERT ON agora_ledger.entry_default
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION agora_ledger.tg_entry_partition();

COMMENT ON FUNCTION agora_ledger.tg_entry_partition()
    IS 'Trigger: refuses lines of new headers that are not whole, balanced transactions, written into a partition.';
REVOKE ALL ON FUNCTION agora_ledger.tg_entry_partition() FROM PUBLIC;
