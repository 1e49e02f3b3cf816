-- Ends a stage of a run. How long it took is what the caller measured, else the time since it began. Said again, nothing changes.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG001 · ZG002 · ZG003 · ZG005.   Locks: the run; then the stage.
CREATE OR REPLACE FUNCTION agora_pipeline.finish_stage(
    p_run          bigint,
    p_stage        text,
    p_status       text    DEFAULT 'completed',
    p_quality      numeric DEFAULT NULL,
    p_duration_ms  numeric DEFAULT NULL,
    p_detail       jsonb   DEFAULT '{}',
    p_actor        bigint  DEFAULT agora.current_principal()
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $finish_stage$
DECLARE
    v_now     timestamptz := agora.now();
    v_detail  jsonb;
    v_ratio   numeric;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_quality', p_quality, 0, 1, p_optional => true), agora._check_number('p_duration_ms', p_duration_ms, 0, 1000000000, p_optional => true);
    v_detail := agora_pipeline._check_data('p_detail', p_detail);
    IF p_status IS NULL OR p_status NOT IN ('completed', 'failed', 'skipped') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'a stage does not end like this',
            DETAIL  = format('p_status=%s', coalesce(p_status, 'NULL')),
            HINT    = 'completed, failed or skipped.';
    END IF;
    PERFORM agora_pipeline._known_stage(p_stage), agora_pipeline._lock_run(p_run, true, p_actor);
    UPDATE agora_pipeline.stage_run AS s
       SET status = p_status, finished_at = v_now, quality = p_quality, detail = v_detail,
           duration_ms = coalesce(p_duration_ms, extract(epoch FROM v_now - s.started_at) * 1000)
     WHERE s.generation_run_id = p_run AND s.stage = p_stage AND s.status <> p_status;
    SELECT s.ratio INTO v_ratio FROM agora_pipeline.stage_run AS s WHERE s.generation_run_id = p_run AND s.stage = p_stage;
    RETURN v_ratio;
END;
$finish_stage$;

COMMENT ON FUNCTION agora_pipeline.finish_stage(bigint, text, text, numeric, numeric, jsonb, bigint)
    IS 'End a stage of a generation run: p_status completed, failed or skipped, p_quality 0..1, p_duration_ms NULL = since it began. Returns its time against its target.';
REVOKE ALL ON FUNCTION agora_pipeline.finish_stage(bigint, text, text, numeric, numeric, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.finish_stage(bigint, text, text, numeric, numeric, jsonb, bigint) TO agora_service;
