-- The other half of a repeated start_run(): the run that has the correlation, if the arguments are the same.
-- Errors: ZG009.
CREATE OR REPLACE FUNCTION agora_pipeline._same_run(
    p_mode            text,
    p_prompt          text,
    p_correlation_id  uuid,
    p_details         jsonb,
    p_intent          jsonb,
    p_meta            jsonb,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_same_run$
DECLARE
    v_found agora_pipeline.generation_run;
BEGIN
    SELECT r.* INTO v_found FROM agora_pipeline.generation_run AS r WHERE r.principal_id = p_actor AND r.correlation_id = p_correlation_id;
    IF (v_found.mode, v_found.prompt, v_found.intent, v_found.meta) <> (p_mode, p_prompt, p_intent, p_meta)
       OR (v_found.attempt_id, v_found.node_type, v_found.service_name, v_found.subject, v_found.project, v_found.pipeline_version)
          IS DISTINCT FROM ((p_details ->> 'attempt')::bigint, p_details ->> 'node_type', p_details ->> 'service_name', p_details ->> 'subject', p_details ->> 'project', p_details ->> 'pipeline_version') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG009',
            MESSAGE = 'another run has this correlation',
            DETAIL  = format('p_correlation_id=%s generation_run_id=%s', p_correlation_id, v_found.generation_run_id),
            HINT    = 'Use a new correlation for a new run; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_found.generation_run_id;
END;
$_same_run$;

COMMENT ON FUNCTION agora_pipeline._same_run(text, text, uuid, jsonb, jsonb, jsonb, bigint)
    IS 'Run that a repeated call has started.';
REVOKE ALL ON FUNCTION agora_pipeline._same_run(text, text, uuid, jsonb, jsonb, jsonb, bigint) FROM PUBLIC;
