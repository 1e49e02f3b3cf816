-- Moves a locked release to another state and writes down who did it, and why.
CREATE OR REPLACE FUNCTION agora_pipeline._step_release(
    p_release  bigint,
    p_status   text,
    p_note     text,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_step_release$
BEGIN
    UPDATE agora_pipeline.pipeline_release AS r SET status = p_status WHERE r.pipeline_release_id = p_release;
    INSERT INTO agora_pipeline.release_step (pipeline_release_id, status, note, principal_id, recorded_at)
    VALUES (p_release, p_status, (agora_memory._redact_texts(ARRAY[p_note]))[1], p_actor, agora.now());
END;
$_step_release$;

COMMENT ON FUNCTION agora_pipeline._step_release(bigint, text, text, bigint)
    IS 'Move a release to another state.';
REVOKE ALL ON FUNCTION agora_pipeline._step_release(bigint, text, text, bigint) FROM PUBLIC;
