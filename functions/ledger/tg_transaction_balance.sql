-- A statement that writes headers writes their lines as well: two or more each, that sum to zero. Not deferred: nothing can come
-- between, and a caller's SET CONSTRAINTS does not reach it. A restored row was recorded at another time (a later one, where
-- clocks differ) and is left to check_invariants().
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_transaction_balance()
RETURNS trigger
LANGUAGE plpgsql
AS $tg_transaction_balance$
DECLARE
    v_transaction  bigint;
    v_first        bigint;
    v_last         bigint;
    v_lines        bigint;
    v_total        numeric;
    r_bad          record;
BEGIN
    -- A loop, because aggregates take longer to set up than the usual one header to read. Its id says beforehand which partition has
    -- the lines; a query that learns ids from its rows opens them all, and a plan made for each id costs more the more there are.
    FOR v_transaction IN SELECT a.transaction_id FROM added AS a WHERE a.recorded_at = agora.now() LOOP
        v_first := least(v_first, v_transaction);
        v_last  := greatest(v_last, v_transaction);
    END LOOP;
    IF v_first = v_last THEN
        SELECT count(*), sum(e.amount) INTO v_lines, v_total FROM agora_ledger.entry AS e WHERE e.transaction_id = v_first;
        IF v_lines > 1 AND v_total = 0 THEN
            RETURN NULL;
        END IF;
    END IF;

    -- A subquery for each header, because a join would not know how few headers there are.
    SELECT a.transaction_id, l.lines, l.total INTO r_bad
      FROM added AS a
     CROSS JOIN LATERAL (SELECT count(*) AS lines, sum(e.amount) AS total
                           FROM agora_ledger.entry AS e
                          WHERE e.transaction_id = a.transaction_id AND e.transaction_id >= v_first AND e.transaction_id <= v_last) AS l
     WHERE a.recorded_at = agora.now() AND (l.lines < 2 OR l.total <> 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL003',
            MESSAGE = 'transaction is not balanced',
            DETAIL  = format('transaction_id=%s lines=%s sum=%s', r_bad.transaction_id, r_bad.lines, coalesce(r_bad.total, 0)),
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
    IS 'Trigger: refuses a transaction whose lines do not sum to zero or are fewer than two.';
REVOKE ALL ON FUNCTION agora_ledger.tg_transaction_balance() FROM PUBLIC;
