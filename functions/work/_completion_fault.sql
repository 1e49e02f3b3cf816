-- Why a claim of an agent, whose task is locked, is not running: the error that complete_task() would raise; NULL = the same call ended it before.
CREATE OR REPLACE FUNCTION agora_work._completion_fault(
    p_agent   bigint,
    p_task    bigint,
    p_epoch   bigint,
    p_result  jsonb
)
RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_completion_fault$
BEGIN
    PERFORM agora_work._check_completed(agora_work._lock_claim(p_task, p_epoch, 'completed', p_agent), p_result, NULL, NULL);
    RETURN NULL;
EXCEPTION
    WHEN SQLSTATE 'ZW001' OR SQLSTATE 'ZW005' OR SQLSTATE 'ZW006' OR SQLSTATE 'ZW007' THEN
        RETURN sqlstate;
END;
$_completion_fault$;

COMMENT ON FUNCTION agora_work._completion_fault(bigint, bigint, bigint, jsonb)
    IS 'SQLSTATE for which a completion is refused; NULL = it was made before.';
REVOKE ALL ON FUNCTION agora_work._completion_fault(bigint, bigint, bigint, jsonb) FROM PUBLIC;
