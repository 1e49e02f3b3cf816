-- Ends a run. It succeeds only if no blocking gate failed and no stage is open or failed. Said again with the same state, nothing changes.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG001 · ZG002 · ZG003 ended otherwise · ZG007 · ZG008.   Locks: the run; then its stages.
-- Emits: pipeline.run.finished.v1
CREATE OR REPLACE FUNCTION agora_pipeline.finish_run(
    p_run      bigint,
    p_status   text,
    p_quality  numeric DEFAULT NULL,
    p_result   jsonb   DEFAULT '{}',
    p_actor    bigint  DEFAULT agora.current_principal()
)
RETURNS agora_pipeline.run_verdict
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $finish_run$
DECLARE
    v_run      agora_pipeline.generation_run;
    v_result   jsonb;
    v_verdict  agora_pipeline.run_verdict;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_quality', p_quality, 0, 1, p_optional => true);
    v_result := agora_pipeline._check_data('p_result', p_result);
    IF p_status IS NULL OR p_status NOT IN ('success', 'partial', 'failed') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'a run does not end like this',
            DETAIL  = format('p_status=%s', coalesce(p_status, 'NULL')),
            HINT    = 'success, partial or failed.';
    END IF;
    v_run := agora_pipeline._lock_run(p_run, false, p_actor);
    IF v_run.status <> p_status THEN
        v_run := agora_pipeline._lock_run(p_run, true, p_actor);
        PERFORM agora_pipeline._close_run(v_run, p_status, p_quality, v_result, p_actor);
    END IF;
    SELECT s.status, s.score, s.grade, s.gates_evaluated, s.gates_failed, s.blocking_failed, s.categories_failed, s.is_critical INTO v_verdict
      FROM agora_pipeline.run_score AS s
     WHERE s.generation_run_id = p_run;
    RETURN v_verdict;
END;
$finish_run$;

COMMENT ON FUNCTION agora_pipeline.finish_run(bigint, text, numeric, jsonb, bigint)
    IS 'End a generation run: p_status success, partial or failed, p_quality 0..1. Success is refused while a blocking gate failed or a stage is open. Returns the verdict of its gates.';
REVOKE ALL ON FUNCTION agora_pipeline.finish_run(bigint, text, numeric, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.finish_run(bigint, text, numeric, jsonb, bigint) TO agora_service;
