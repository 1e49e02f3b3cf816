-- Approves or rejects a proposed release; never one's own. The same decision again changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG020 · ZG023.   Locks: the releases of the component.
-- Emits: pipeline.release.approved.v1 · pipeline.release.rejected.v1
CREATE OR REPLACE FUNCTION agora_pipeline.decide_release(
    p_release      bigint,
    p_is_approved  boolean,
    p_note         text   DEFAULT NULL,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $decide_release$
DECLARE
    v_found   agora_pipeline.pipeline_release;
    v_status  text := CASE WHEN p_is_approved THEN 'approved' ELSE 'rejected' END;
    v_facts   jsonb;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_is_approved', p_is_approved::integer, 0, 1), agora._check_text('p_note', p_note, 1000, p_optional => p_is_approved);
    v_found := agora_pipeline._lock_component(p_release);
    IF p_actor = v_found.proposed_by OR EXISTS (SELECT FROM agora_pipeline.generation_run AS r
                                                 WHERE r.generation_run_id = v_found.generation_run_id AND r.principal_id = p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG023',
            MESSAGE = 'nobody decides about their own release',
            DETAIL  = format('p_release=%s p_actor=%s', p_release, p_actor),
            HINT    = 'Let somebody decide who neither made nor proposed it.';
    END IF;
    IF v_found.status <> v_status THEN
        PERFORM agora_pipeline._step_release(p_release, v_status, p_note, p_actor);
        v_facts := jsonb_build_object('pipeline_release_id', p_release, 'component', v_found.component, 'version', v_found.version);
        IF p_is_approved THEN
            PERFORM agora_event._emit('pipeline.release.approved.v1', p_release::text, v_facts, NULL, p_actor);
        ELSE
            PERFORM agora_event._emit('pipeline.release.rejected.v1', p_release::text, v_facts, NULL, p_actor);
        END IF;
    END IF;
    RETURN v_status;
END;
$decide_release$;

COMMENT ON FUNCTION agora_pipeline.decide_release(bigint, boolean, text, bigint)
    IS 'Approve or reject a release that others made and proposed; a rejection needs a note. Returns its state.';
REVOKE ALL ON FUNCTION agora_pipeline.decide_release(bigint, boolean, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.decide_release(bigint, boolean, text, bigint) TO agora_operator;
