-- Records what somebody decided at a stage of a run, and does it: retry begins the stage again, skip leaves it out, quit ends the run as
-- failed. approve, edit and batch are only recorded.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZG001 · ZG002 · ZG003 · ZG005.   Locks: the run; then its stages.
-- Emits: pipeline.checkpoint.decided.v1 · pipeline.run.finished.v1
CREATE OR REPLACE FUNCTION agora_pipeline.decide_checkpoint(
    p_run       bigint,
    p_stage     text,
    p_decision  text,
    p_note      text   DEFAULT NULL,
    p_detail    jsonb  DEFAULT '{}',
    p_key       text   DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $decide_checkpoint$
DECLARE
    v_run     agora_pipeline.generation_run;
    v_detail  jsonb;
    v_first   jsonb;
    v_id      bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_note', p_note, 1000, p_optional => true);
    v_detail := agora_pipeline._check_data('p_detail', p_detail);
    IF p_decision IS NULL OR p_decision NOT IN ('approve', 'edit', 'retry', 'skip', 'quit', 'batch') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'nobody decides this at a checkpoint',
            DETAIL  = format('p_decision=%s', coalesce(p_decision, 'NULL')),
            HINT    = 'approve, edit, retry, skip, quit or batch.';
    END IF;
    PERFORM agora_pipeline._known_stage(p_stage);
    v_first := agora._first_result('decide_checkpoint', p_actor, p_key, jsonb_build_array(p_run, p_stage, p_decision, p_note, p_detail));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    v_run := agora_pipeline._lock_run(p_run, true, p_actor);
    INSERT INTO agora_pipeline.checkpoint AS c (generation_run_id, stage, decision, note, detail, decided_by, recorded_at)
    VALUES (p_run, p_stage, p_decision, (agora_memory._redact_texts(ARRAY[p_note]))[1], v_detail, p_actor, agora.now())
    RETURNING c.checkpoint_id INTO v_id;
    PERFORM agora_event._emit('pipeline.checkpoint.decided.v1', p_run::text, jsonb_build_object('generation_run_id', p_run, 'stage', p_stage, 'decision', p_decision), v_run.correlation_id, p_actor);
    IF p_decision = 'retry' THEN
        PERFORM agora_pipeline._begin_stage(p_run, p_stage);
    ELSIF p_decision = 'skip' THEN
        UPDATE agora_pipeline.stage_run AS s SET status = 'skipped', finished_at = agora.now()
         WHERE s.generation_run_id = p_run AND s.stage = p_stage AND s.status <> 'skipped';
    ELSIF p_decision = 'quit' THEN
        PERFORM agora_pipeline._close_run(v_run, 'failed', NULL, '{"reason": "quit at a checkpoint"}', p_actor);
    END IF;
    PERFORM agora._keep_result('decide_checkpoint', p_actor, p_key, to_jsonb(v_id));
    RETURN v_id;
END;
$decide_checkpoint$;

COMMENT ON FUNCTION agora_pipeline.decide_checkpoint(bigint, text, text, text, jsonb, text, bigint)
    IS 'Decide how a generation run goes on at a stage: approve, edit, retry, skip, quit or batch. Returns the id of the decision; with a p_key, once.';
REVOKE ALL ON FUNCTION agora_pipeline.decide_checkpoint(bigint, text, text, text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.decide_checkpoint(bigint, text, text, text, jsonb, text, bigint) TO agora_service;
