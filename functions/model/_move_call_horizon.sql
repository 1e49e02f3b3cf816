-- Moves the horizon of calls a step, where that can be, and returns it. The block is a subtransaction: its xid, which the row carries
-- as xmin, is taken after the marks were read, and whoever draws an id has its own xid before; see agora_ledger._move_horizon().
-- Locks: the horizon.
CREATE OR REPLACE FUNCTION agora_model._move_call_horizon()
RETURNS agora_model.call_horizon
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_move_call_horizon$
DECLARE
    v_call        bigint;
    v_correction  bigint;
    v_horizon     agora_model.call_horizon;
BEGIN
    SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO v_call FROM agora_model.llm_call_id_seq AS s;
    SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO v_correction FROM agora_model.call_correction_call_correction_id_seq AS s;
    BEGIN
        INSERT INTO agora_model.call_horizon AS h (next_call_id, next_correction_id)
        VALUES (v_call, v_correction)
        ON CONFLICT ON CONSTRAINT call_horizon_pk DO UPDATE
           SET call_id = h.next_call_id, correction_id = h.next_correction_id,
               next_call_id = greatest(v_call, h.next_call_id), next_correction_id = greatest(v_correction, h.next_correction_id)
         WHERE (h.call_id < v_call OR h.correction_id < v_correction)
           AND age(h.xmin) >= age(pg_snapshot_xmin(pg_current_snapshot())::xid);
    EXCEPTION WHEN lock_not_available THEN
        RETURN NULL;
    END;
    SELECT h.* INTO v_horizon FROM agora_model.call_horizon AS h;
    RETURN v_horizon;
END;
$_move_call_horizon$;

COMMENT ON FUNCTION agora_model._move_call_horizon()
    IS 'Move the horizon, up to which every call and correction is decided; return it, or NULL where another session has it.';
REVOKE ALL ON FUNCTION agora_model._move_call_horizon() FROM PUBLIC;
