-- Opens a generation run in a mode: the mode's stages wait, the others are skipped. The correlation is its natural key: said again with the
-- same arguments it returns the same run. Texts are stored without secrets.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG004 · ZG009 · ZG014.   Emits: pipeline.run.started.v1
CREATE OR REPLACE FUNCTION agora_pipeline.start_run(
    p_mode            text,
    p_prompt          text,
    p_correlation_id  uuid,
    p_details         jsonb  DEFAULT '{}',
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_run$
DECLARE
    v_now     timestamptz := agora.now();
    v_prompt  text;
    v_intent  jsonb;
    v_meta    jsonb;
    v_run     bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_prompt', p_prompt, 100000), agora_pipeline._check_run_details(p_details, p_actor);
    IF p_correlation_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'a run needs a correlation',
            DETAIL  = 'p_correlation_id=NULL',
            HINT    = 'Pass the uuid that the calls of the run carry, such as gen_random_uuid().';
    END IF;
    IF NOT EXISTS (SELECT FROM agora_pipeline.pipeline_mode AS m WHERE m.mode = p_mode) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG004',
            MESSAGE = 'unknown mode',
            DETAIL  = format('p_mode=%s', coalesce(p_mode, 'NULL')),
            HINT    = 'See agora_pipeline.known_mode: fast, balanced, standard, strict.';
    END IF;
    v_prompt := (agora_memory._redact_texts(ARRAY[p_prompt]))[1];
    v_intent := agora_memory._redact_json(coalesce(p_details -> 'intent', '{}'));
    v_meta := agora_memory._redact_json(coalesce(p_details -> 'meta', '{}'));
    INSERT INTO agora_pipeline.generation_run AS r (principal_id, mode, correlation_id, attempt_id, prompt, node_type, service_name, subject, project, pipeline_version, intent, meta, recorded_at)
    VALUES (p_actor, p_mode, p_correlation_id, (p_details ->> 'attempt')::bigint, v_prompt, p_details ->> 'node_type', p_details ->> 'service_name', p_details ->> 'subject',
            p_details ->> 'project', p_details ->> 'pipeline_version', v_intent, v_meta, v_now)
    ON CONFLICT ON CONSTRAINT generation_run_correlation_uq DO NOTHING
    RETURNING r.generation_run_id INTO v_run;
    IF v_run IS NULL THEN
        RETURN agora_pipeline._same_run(p_mode, v_prompt, p_correlation_id, p_details, v_intent, v_meta, p_actor);
    END IF;
    INSERT INTO agora_pipeline.stage_run (generation_run_id, stage, status, target_ms)
    SELECT v_run, s.stage, CASE WHEN m.stage IS NULL THEN 'skipped' ELSE 'pending' END, s.target_ms
      FROM agora_pipeline.pipeline_stage AS s
      LEFT JOIN agora_pipeline.mode_stage AS m ON m.stage = s.stage AND m.mode = p_mode;
    PERFORM agora_event._emit('pipeline.run.started.v1', v_run::text, jsonb_build_object('generation_run_id', v_run, 'mode', p_mode), p_correlation_id, p_actor);
    RETURN v_run;
END;
$start_run$;

COMMENT ON FUNCTION agora_pipeline.start_run(text, text, uuid, jsonb, bigint)
    IS 'Open a generation run in a mode and return its id; p_correlation_id, which its calls carry, is its key; p_details the rest: {"service_name": "orders", "node_type": "EFFECT", "pipeline_version": "1.1", "intent": {…}}.';
REVOKE ALL ON FUNCTION agora_pipeline.start_run(text, text, uuid, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.start_run(text, text, uuid, jsonb, bigint) TO agora_service;
