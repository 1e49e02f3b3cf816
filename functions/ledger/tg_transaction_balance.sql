-- A statement that writes headers writes their lines as well. That the lines of a transaction are whole and sum to zero is
-- tg_entry_complete's to say, and tg_entry_partition's of lines that are written past it. Not deferred: nothing can come
-- between, and a caller's SET CONSTRAINTS does not reach it. A restored row was recorded at another time (a later one, where
-- clocks differ) and is left to check_invariants().
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_transaction_balance()
RETURNS trigger
LANGUAGE plpgsql
AS $tg_transaction_balance$
DECLARE
    v_first  bigint;
    v_last   bigint;
    v_bad    bigint;
BEGIN
    -- The usual statement has one header, looked at without aggregates, which take longer to set up. Its id says beforehand which
    -- partition has the lines; a query that learns ids from its rows opens them all.
    SELECT a.transaction_id INTO v_first FROM added AS a WHERE a.recorded_at = agora.now() AND NOT EXISTS (SELECT FROM added AS o OFFSET 1);
    PERFORM FROM agora_ledger.entry AS e WHERE e.transaction_id = v_first;
    IF FOUND THEN
        RETURN NULL;
    END IF;

    SELECT min(a.transaction_id), max(a.transaction_id) INTO v_first, v_last FROM added AS a WHERE a.recorded_at = agora.now();
    -- OFFSET 0 keeps it a look-up for each header: a join would not know how few headers there are.
    SELECT a.transaction_id INTO v_bad
      FROM added AS a
     WHERE a.recorded_at = agora.now()
       AND NOT EXISTS (SELECT FROM agora_ledger.entry AS e
                        WHERE e.transaction_id = a.transaction_id AND e.transaction_id >= v_first AND e.transaction_id <= v_last OFFSET 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL003',
            MESSAGE = 'transaction is not balanced',
            DETAIL  = format('transaction_id=%s lines=0', v_bad),
            HINT    = 'Post through the functions of agora_ledger.';
    END IF;
    RETURN NULL;
END;
$tg_transaction_balance$;

CREATE OR REPLACE TRIGGER transaction_balance
    AFTER INSERT ON agora_ledger.transaction
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION agora_ledger.tg_transaction_balance();

COMMENT ON FUNCTION agora_ledger.tg_transaction_balance()
    IS 'Trigger: refuses a transaction without lines.';
REVOKE ALL ON FUNCTION agora_ledger.tg_transaction_balance() FROM PUBLIC;
