-- Proposes what a successful run made as a version of a component. Component and version are the key, to which run and note belong.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG001 · ZG002 · ZG021 · ZG022.   Locks: the run.   Emits: pipeline.release.proposed.v1
CREATE OR REPLACE FUNCTION agora_pipeline.propose_release(
    p_component  text,
    p_version    text,
    p_run        bigint,
    p_note       text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $propose_release$
DECLARE
    v_run      agora_pipeline.generation_run;
    v_found    record;
    v_release  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_component', p_component, 200), agora._check_text('p_version', p_version, 100), agora._check_text('p_note', p_note, 1000, p_optional => true);
    v_run := agora_pipeline._lock_run(p_run, false, p_actor);
    IF v_run.status <> 'success' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG022',
            MESSAGE = 'generation run did not succeed',
            DETAIL  = format('p_run=%s status=%s', p_run, v_run.status),
            HINT    = 'Finish it with success first; agora_pipeline.run_scorecard says what is in the way.';
    END IF;
    INSERT INTO agora_pipeline.pipeline_release AS r (component, version, generation_run_id, proposed_by, recorded_at)
    VALUES (p_component, p_version, p_run, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT pipeline_release_version_uq DO NOTHING
    RETURNING r.pipeline_release_id INTO v_release;
    IF v_release IS NULL THEN
        SELECT r.pipeline_release_id, r.generation_run_id, t.note INTO v_found
          FROM agora_pipeline.pipeline_release AS r
          JOIN agora_pipeline.release_step AS t ON t.pipeline_release_id = r.pipeline_release_id AND t.status = 'proposed'
         WHERE r.component = p_component AND r.version = p_version;
        IF v_found.generation_run_id <> p_run OR v_found.note IS DISTINCT FROM (agora_memory._redact_texts(ARRAY[p_note]))[1] THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZG021',
                MESSAGE = 'version of the component exists',
                DETAIL  = format('p_component=%s p_version=%s generation_run_id=%s note=%s', p_component, p_version, v_found.generation_run_id, coalesce(left(v_found.note, 200), 'NULL')),
                HINT    = 'Propose it again with its run and its note, or give it a version of its own.';
        END IF;
        RETURN v_found.pipeline_release_id;
    END IF;
    PERFORM agora_pipeline._step_release(v_release, 'proposed', p_note, p_actor);
    PERFORM agora_event._emit('pipeline.release.proposed.v1', v_release::text, jsonb_build_object('pipeline_release_id', v_release, 'component', p_component, 'version', p_version), NULL, p_actor);
    RETURN v_release;
END;
$propose_release$;

COMMENT ON FUNCTION agora_pipeline.propose_release(text, text, bigint, text, bigint)
    IS 'Propose what a successful generation run made as a version of a component; returns the id of the release.';
REVOKE ALL ON FUNCTION agora_pipeline.propose_release(text, text, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.propose_release(text, text, bigint, text, bigint) TO agora_service;
