-- Says that a model call belongs to a run whose correlation it does not have. A call belongs to one run; said again, nothing changes.
-- Errors: 42501 · ZA001 · ZA002 · ZG001 · ZG002 · ZG010 · ZG011.   Locks: the run.
CREATE OR REPLACE FUNCTION agora_pipeline.link_call(
    p_run    bigint,
    p_call   bigint,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $link_call$
DECLARE
    v_run    agora_pipeline.generation_run;
    v_other  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_run := agora_pipeline._lock_run(p_run, false, p_actor);
    IF NOT EXISTS (SELECT FROM agora_model.llm_call AS k WHERE k.llm_call_id = p_call AND k.principal_id = v_run.principal_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG010',
            MESSAGE = 'unknown call',
            DETAIL  = format('p_call=%s principal_id=%s', coalesce(p_call::text, 'NULL'), v_run.principal_id),
            HINT    = 'Name a call of the run''s own principal; record_call() returns its id.';
    END IF;
    INSERT INTO agora_pipeline.run_call (llm_call_id, generation_run_id, recorded_at)
    VALUES (p_call, p_run, agora.now())
    ON CONFLICT ON CONSTRAINT run_call_pk DO NOTHING;
    SELECT c.generation_run_id INTO v_other FROM agora_pipeline.run_call AS c WHERE c.llm_call_id = p_call;
    IF v_other <> p_run THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG011',
            MESSAGE = 'call belongs to another run',
            DETAIL  = format('p_call=%s generation_run_id=%s', p_call, v_other),
            HINT    = 'A call counts once.';
    END IF;
    RETURN p_call;
END;
$link_call$;

COMMENT ON FUNCTION agora_pipeline.link_call(bigint, bigint, bigint)
    IS 'Count a model call in a generation run though it has another correlation, or none; also after the run has ended.';
REVOKE ALL ON FUNCTION agora_pipeline.link_call(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.link_call(bigint, bigint, bigint) TO agora_service;
