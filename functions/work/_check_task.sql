-- A task named as an argument must exist.
-- Errors: ZW001.
CREATE OR REPLACE FUNCTION agora_work._check_task(p_task bigint)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_task$
BEGIN
    IF NOT EXISTS (SELECT FROM agora_work.task AS t WHERE t.task_id = p_task) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW001',
            MESSAGE = 'unknown task',
            DETAIL  = format('task_id=%s', coalesce(p_task::text, 'NULL')),
            HINT    = 'agora_work.board shows the tasks there are.';
    END IF;
END;
$_check_task$;

COMMENT ON FUNCTION agora_work._check_task(bigint)
    IS 'Refuse an unknown task.';
REVOKE ALL ON FUNCTION agora_work._check_task(bigint) FROM PUBLIC;
