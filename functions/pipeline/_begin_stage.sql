-- Begins a stage of a locked run, for the first time or again; the run runs from then on.
-- Locks: the stage.
CREATE OR REPLACE FUNCTION agora_pipeline._begin_stage(
    p_run    bigint,
    p_stage  text
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_begin_stage$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    UPDATE agora_pipeline.generation_run AS r
       SET status = 'running', started_at = v_now
     WHERE r.generation_run_id = p_run AND r.status = 'pending';
    UPDATE agora_pipeline.stage_run AS s
       SET status = 'running', tries = s.tries + 1, started_at = v_now, finished_at = NULL, duration_ms = NULL, quality = NULL
     WHERE s.generation_run_id = p_run AND s.stage = p_stage AND s.status <> 'running';
END;
$_begin_stage$;

COMMENT ON FUNCTION agora_pipeline._begin_stage(bigint, text)
    IS 'Begin a stage of a run.';
REVOKE ALL ON FUNCTION agora_pipeline._begin_stage(bigint, text) FROM PUBLIC;
