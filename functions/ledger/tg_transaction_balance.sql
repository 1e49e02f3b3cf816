-- A statement that writes headers writes their lines as well: two or more each, that sum to zero. Not deferred: nothing can come
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
    r_bad    record;
BEGIN
    -- The usual statement has one header. Its id says beforehand which partition has the lines; a query that learns ids from its rows
    -- opens them all.
    SELECT a.transaction_id INTO v_first FROM added AS a WHERE a.recorded_at = agora.now() AND NOT EXISTS (SELECT FROM added AS o OFFSET 1);
    PERFORM FROM agora_ledger.entry AS e WHERE e.transaction_id = v_first HAVING sum(e.amount) = 0 AND count(*) >= 2;
    IF FOUND THEN
        RETURN NULL;
    END IF;

    SELECT min(a.transaction_id), max(a.transaction_id) INTO v_first, v_last FROM added AS a WHERE a.recorded_at = agora.now();
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
