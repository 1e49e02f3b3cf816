-- Who changes which model serves a stage does so alone.
-- Errors: 22023 · ZP005.   Locks: the stage.
CREATE OR REPLACE FUNCTION agora_model._lock_stage(p_stage text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_stage$
BEGIN
    PERFORM agora._check_text('p_stage', p_stage, 100), agora_model._check_work(p_stage, NULL);
    PERFORM FROM agora.stage AS s WHERE s.stage = p_stage FOR NO KEY UPDATE;
END;
$_lock_stage$;

COMMENT ON FUNCTION agora_model._lock_stage(text)
    IS 'Lock a stage, which must be known.';
REVOKE ALL ON FUNCTION agora_model._lock_stage(text) FROM PUBLIC;
