-- A movement is one of those that its transaction says it has. With the primary key this means that no transaction is ever extended.
-- A restored row satisfies it.
-- Errors: ZL003.
CREATE OR REPLACE FUNCTION agora_ledger.tg_movement_belongs()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $tg_movement_belongs$
DECLARE
    r_bad record;
BEGIN
    SELECT a.transaction_id, a.line, t.movements INTO r_bad
      FROM added AS a
      JOIN agora_ledger.transaction AS t ON t.transaction_id = a.transaction_id
     WHERE a.line < 2 OR a.line > t.movements
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL003',
            MESSAGE = 'movement is not of its transaction',
            DETAIL  = format('transaction_id=%s line=%s movements=%s', r_bad.transaction_id, r_bad.line, r_bad.movements),
            HINT    = 'Post through the functions of agora_ledger.';
    END IF;
    RETURN NULL;
END;
$tg_movement_belongs$;

CREATE OR REPLACE TRIGGER movement_belongs
    AFTER INSERT ON agora_ledger.movement
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION agora_ledger.tg_movement_belongs();

COMMENT ON FUNCTION agora_ledger.tg_movement_belongs()
    IS 'Trigger: refuses a movement that its transaction does not count.';
REVOKE ALL ON FUNCTION agora_ledger.tg_movement_belongs() FROM PUBLIC;
