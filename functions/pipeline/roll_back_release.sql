-- Takes a release out of use; the one that it had taken the place of is in use again, or none, and whoever uses the component falls back to
-- what was before it. Said again, nothing changes.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG020.   Locks: the releases of the component.   Emits: pipeline.release.rolled_back.v1
CREATE OR REPLACE FUNCTION agora_pipeline.roll_back_release(
    p_release  bigint,
    p_reason   text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $roll_back_release$
DECLARE
    v_found agora_pipeline.pipeline_release;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_found := agora_pipeline._lock_component(p_release);
    IF v_found.status <> 'rolled_back' THEN
        PERFORM agora_pipeline._step_release(p_release, 'rolled_back', p_reason, p_actor);
        IF v_found.replaced_id IS NOT NULL THEN
            PERFORM agora_pipeline._step_release(v_found.replaced_id, 'released', format('after the rollback of version %s', v_found.version), p_actor);
        END IF;
        PERFORM agora_event._emit('pipeline.release.rolled_back.v1', p_release::text,
                                  jsonb_build_object('pipeline_release_id', p_release, 'component', v_found.component, 'version', v_found.version, 'released_id', v_found.replaced_id), NULL, p_actor);
    END IF;
    RETURN v_found.replaced_id;
END;
$roll_back_release$;

COMMENT ON FUNCTION agora_pipeline.roll_back_release(bigint, text, bigint)
    IS 'Take a release out of use, with the reason; returns the release that is in use again, NULL = none.';
REVOKE ALL ON FUNCTION agora_pipeline.roll_back_release(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.roll_back_release(bigint, text, bigint) TO agora_operator;
