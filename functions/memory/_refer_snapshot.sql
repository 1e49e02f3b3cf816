-- Adds a state to an attempt whose lock the caller holds. The state before or after a step is one: the same again changes nothing.
-- Errors: ZM012 the step has another one.   Locks: the snapshot.
CREATE OR REPLACE FUNCTION agora_memory._refer_snapshot(
    p_attempt  bigint,
    p_kind     text,
    p_step     integer,
    p_content  jsonb
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_refer_snapshot$
DECLARE
    v_snapshot  bigint := agora_memory._put_snapshot(p_content);
    v_found     bigint;
BEGIN
    INSERT INTO agora_memory.attempt_snapshot (attempt_id, ordinal, kind, step_number, snapshot_id, recorded_at)
    SELECT p_attempt, coalesce(max(x.ordinal), 0) + 1, p_kind, p_step, v_snapshot, agora.now()
      FROM agora_memory.attempt_snapshot AS x
     WHERE x.attempt_id = p_attempt
    ON CONFLICT ON CONSTRAINT attempt_snapshot_step_uq DO NOTHING;
    IF NOT FOUND THEN
        SELECT x.snapshot_id INTO v_found
          FROM agora_memory.attempt_snapshot AS x
         WHERE x.attempt_id = p_attempt AND x.step_number = p_step AND x.kind = p_kind;
        IF v_found <> v_snapshot THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM012',
                MESSAGE = 'step was recorded otherwise',
                DETAIL  = format('attempt_id=%s number=%s kind=%s snapshot_id=%s', p_attempt, p_step, p_kind, v_found),
                HINT    = 'A step has one state before it and one after it; record further ones as checkpoints.';
        END IF;
    END IF;
    RETURN v_snapshot;
END;
$_refer_snapshot$;

COMMENT ON FUNCTION agora_memory._refer_snapshot(bigint, text, integer, jsonb)
    IS 'Add a redacted state to an attempt; returns its snapshot.';
REVOKE ALL ON FUNCTION agora_memory._refer_snapshot(bigint, text, integer, jsonb) FROM PUBLIC;
