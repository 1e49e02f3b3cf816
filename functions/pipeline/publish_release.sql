-- Puts an approved release to use; the one that was in use until then is kept, for a rollback. Said again, nothing changes.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA009 · ZG020.   Locks: the releases of the component.   Emits: pipeline.release.published.v1
CREATE OR REPLACE FUNCTION agora_pipeline.publish_release(
    p_release  bigint,
    p_note     text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $publish_release$
DECLARE
    v_found  agora_pipeline.pipeline_release;
    v_old    bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_note', p_note, 1000, p_optional => true);
    v_found := agora_pipeline._lock_component(p_release);
    IF v_found.status = 'released' THEN
        RETURN v_found.replaced_id;
    END IF;
    SELECT r.pipeline_release_id INTO v_old FROM agora_pipeline.pipeline_release AS r WHERE r.component = v_found.component AND r.status = 'released';
    IF v_found.status = 'approved' AND v_old IS NOT NULL THEN
        PERFORM agora_pipeline._step_release(v_old, 'superseded', format('by version %s', v_found.version), p_actor);
    ELSIF v_found.status = 'superseded' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA009',
            MESSAGE = 'this change of state is not allowed',
            DETAIL  = format('machine=pipeline_release from=%s to=released p_release=%s', v_found.status, p_release),
            HINT    = 'Roll back what took its place with agora_pipeline.roll_back_release().';
    END IF;
    PERFORM agora_pipeline._step_release(p_release, 'released', p_note, p_actor);
    UPDATE agora_pipeline.pipeline_release AS r SET replaced_id = v_old WHERE r.pipeline_release_id = p_release;
    PERFORM agora_event._emit('pipeline.release.published.v1', p_release::text,
                              jsonb_build_object('pipeline_release_id', p_release, 'component', v_found.component, 'version', v_found.version, 'replaced_id', v_old), NULL, p_actor);
    RETURN v_old;
END;
$publish_release$;

COMMENT ON FUNCTION agora_pipeline.publish_release(bigint, text, bigint)
    IS 'Put an approved release to use; returns the release that it took the place of, NULL = none.';
REVOKE ALL ON FUNCTION agora_pipeline.publish_release(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.publish_release(bigint, text, bigint) TO agora_operator;
