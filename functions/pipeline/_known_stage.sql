-- A stage that runs have.
-- Errors: ZG005.
CREATE OR REPLACE FUNCTION agora_pipeline._known_stage(
    p_stage  text
)
RETURNS agora_pipeline.pipeline_stage
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_known_stage$
DECLARE
    v_found agora_pipeline.pipeline_stage;
BEGIN
    SELECT s.* INTO v_found FROM agora_pipeline.pipeline_stage AS s WHERE s.stage = p_stage;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG005',
            MESSAGE = 'generation runs have no such stage',
            DETAIL  = format('p_stage=%s', coalesce(p_stage, 'NULL')),
            HINT    = 'See agora_pipeline.known_stage.';
    END IF;
    RETURN v_found;
END;
$_known_stage$;

COMMENT ON FUNCTION agora_pipeline._known_stage(text)
    IS 'A stage of generation runs.';
REVOKE ALL ON FUNCTION agora_pipeline._known_stage(text) FROM PUBLIC;
