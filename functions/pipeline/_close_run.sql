-- Ends a locked run. A stage that runs has failed then, one that waits is skipped; where the run succeeds, its trigger refuses both.
-- Errors: ZG007 · ZG008.   Locks: its stages.   Emits: pipeline.run.finished.v1
CREATE OR REPLACE FUNCTION agora_pipeline._close_run(
    p_found    agora_pipeline.generation_run,
    p_status   text,
    p_quality  numeric,
    p_result   jsonb,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_close_run$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    UPDATE agora_pipeline.generation_run AS r
       SET status = p_status, quality = p_quality, result = p_result, finished_at = v_now
     WHERE r.generation_run_id = p_found.generation_run_id;
    UPDATE agora_pipeline.stage_run AS s
       SET status = CASE s.status WHEN 'running' THEN 'failed' ELSE 'skipped' END, finished_at = v_now
     WHERE s.generation_run_id = p_found.generation_run_id AND s.status IN ('pending', 'running');
    PERFORM agora_event._emit('pipeline.run.finished.v1', p_found.generation_run_id::text,
                              jsonb_build_object('generation_run_id', p_found.generation_run_id, 'status', p_status, 'mode', p_found.mode), p_found.correlation_id, p_actor);
END;
$_close_run$;

COMMENT ON FUNCTION agora_pipeline._close_run(agora_pipeline.generation_run, text, numeric, jsonb, bigint)
    IS 'End a generation run.';
REVOKE ALL ON FUNCTION agora_pipeline._close_run(agora_pipeline.generation_run, text, numeric, jsonb, bigint) FROM PUBLIC;
