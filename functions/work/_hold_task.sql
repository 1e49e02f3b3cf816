-- A task named as an argument must exist, and stays until the transaction ends: retention is what this waits for, or what passes it by.
-- Errors: ZW001.   Locks: the task FOR KEY SHARE, which only who forgets it minds.
CREATE OR REPLACE FUNCTION agora_work._hold_task(p_task bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_hold_task$
BEGIN
    PERFORM FROM agora_work.task AS t WHERE t.task_id = p_task FOR KEY SHARE;
    IF NOT FOUND THEN
        PERFORM agora_work._check_task(p_task);
    END IF;
END;
$_hold_task$;

COMMENT ON FUNCTION agora_work._hold_task(bigint)
    IS 'Refuse an unknown task, and keep one that is there.';
REVOKE ALL ON FUNCTION agora_work._hold_task(bigint) FROM PUBLIC;
