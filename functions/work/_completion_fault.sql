-- Why a claim is not running, for an agent whose row is locked: the error that complete_task() would raise; NULL = the same call ended it before.
-- The task is not locked: what is over begins no more, and tasks are locked by id, those that wait last.
CREATE OR REPLACE FUNCTION agora_work._completion_fault(
    p_agent   bigint,
    p_task    bigint,
    p_epoch   bigint,
    p_result  jsonb
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_completion_fault$
DECLARE
    v_task agora_work.task;
BEGIN
    SELECT t.* INTO v_task FROM agora_work.task AS t WHERE t.task_id = p_task;
    IF NOT FOUND THEN
        RETURN 'ZW001';
    END IF;
    PERFORM agora_work._check_completed(agora_work._judge_claim(v_task, p_epoch, 'completed', p_agent), p_result, NULL, NULL);
    RETURN NULL;
EXCEPTION
    WHEN SQLSTATE 'ZW005' OR SQLSTATE 'ZW006' OR SQLSTATE 'ZW007' THEN
        RETURN sqlstate;
END;
$_completion_fault$;

COMMENT ON FUNCTION agora_work._completion_fault(bigint, bigint, bigint, jsonb)
    IS 'SQLSTATE for which a completion is refused; NULL = it was made before.';
REVOKE ALL ON FUNCTION agora_work._completion_fault(bigint, bigint, bigint, jsonb) FROM PUBLIC;
