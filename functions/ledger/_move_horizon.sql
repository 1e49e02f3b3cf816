-- Moves the horizon a step, where that can be, and returns it, locked: one session at a time works up to it. NULL where another one
-- has it for longer than the lock_timeout.
-- The block is a subtransaction: its xid, which the horizon's row carries as xmin, is taken after the mark was read. Whoever
-- drew an id up to the mark had an xid before it, hence an older one; once all those have ended, the mark is the horizon.
-- Locks: the horizon.
CREATE OR REPLACE FUNCTION agora_ledger._move_horizon()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_move_horizon$
DECLARE
    v_mark bigint;
BEGIN
    SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO v_mark FROM agora_ledger.transaction_id_seq AS s;
    BEGIN
        INSERT INTO agora_ledger.horizon AS h (next_transaction_id)
        VALUES (v_mark)
        ON CONFLICT ON CONSTRAINT horizon_pk DO UPDATE
           SET transaction_id = h.next_transaction_id, next_transaction_id = v_mark
         WHERE h.transaction_id < v_mark
           AND age(h.xmin) >= age(pg_snapshot_xmin(pg_current_snapshot())::xid);
    EXCEPTION WHEN lock_not_available THEN
        RETURN NULL;
    END;
    RETURN (SELECT h.transaction_id FROM agora_ledger.horizon AS h);
END;
$_move_horizon$;

COMMENT ON FUNCTION agora_ledger._move_horizon()
    IS 'Move the horizon, up to which every transaction is decided; return it, or NULL where another session has it.';
REVOKE ALL ON FUNCTION agora_ledger._move_horizon() FROM PUBLIC;
