-- The same for what may only be added while the attempt runs.
-- Errors: ZM001 · ZM010 it has ended.   Locks: the attempt.
CREATE OR REPLACE FUNCTION agora_memory._lock_running(
    p_attempt  bigint,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_running$
DECLARE
    v_attempt agora_memory.attempt;
BEGIN
    v_attempt := agora_memory._lock_attempt(p_attempt, p_actor);
    IF v_attempt.status <> 'in_progress' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM010',
            MESSAGE = 'attempt is not in progress',
            DETAIL  = format('attempt_id=%s status=%s finished_at=%s', p_attempt, v_attempt.status, v_attempt.finished_at),
            HINT    = 'Record steps, files and snapshots before finish_attempt().';
    END IF;
END;
$_lock_running$;

COMMENT ON FUNCTION agora_memory._lock_running(bigint, bigint)
    IS 'Lock an attempt of the actor that is in progress.';
REVOKE ALL ON FUNCTION agora_memory._lock_running(bigint, bigint) FROM PUBLIC;
