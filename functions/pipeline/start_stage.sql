-- Begins a stage of a run, for the first time or again. One that runs already goes on.
-- Errors: 42501 · ZA001 · ZA002 · ZG001 · ZG002 · ZG003 · ZG005.   Locks: the run; then the stage.
CREATE OR REPLACE FUNCTION agora_pipeline.start_stage(
    p_run    bigint,
    p_stage  text,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_stage$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_pipeline._known_stage(p_stage), agora_pipeline._lock_run(p_run, true, p_actor);
    PERFORM agora_pipeline._begin_stage(p_run, p_stage);
    RETURN (SELECT s.tries FROM agora_pipeline.stage_run AS s WHERE s.generation_run_id = p_run AND s.stage = p_stage);
END;
$start_stage$;

COMMENT ON FUNCTION agora_pipeline.start_stage(bigint, text, bigint)
    IS 'Begin a stage of a generation run, or do it again; returns how often it was begun.';
REVOKE ALL ON FUNCTION agora_pipeline.start_stage(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.start_stage(bigint, text, bigint) TO agora_service;
