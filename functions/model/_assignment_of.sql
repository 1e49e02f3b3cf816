-- The assignment of a stage that holds.
-- Errors: 22023 · ZP005 · ZP051.
CREATE OR REPLACE FUNCTION agora_model._assignment_of(p_stage text)
RETURNS agora_model.model_assignment
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_assignment_of$
DECLARE
    v_assignment agora_model.model_assignment;
BEGIN
    SELECT a.* INTO v_assignment FROM agora_model.model_assignment AS a WHERE a.stage = p_stage ORDER BY a.model_assignment_id DESC LIMIT 1;
    IF NOT FOUND THEN
        PERFORM agora._check_text('p_stage', p_stage, 100), agora_model._check_work(p_stage, NULL);
        RAISE EXCEPTION USING
            ERRCODE = 'ZP051',
            MESSAGE = 'no model serves the stage',
            DETAIL  = format('p_stage=%s', p_stage),
            HINT    = 'An operator assigns models with agora_model.assign_models().';
    END IF;
    RETURN v_assignment;
END;
$_assignment_of$;

COMMENT ON FUNCTION agora_model._assignment_of(text)
    IS 'Assignment of a stage; raises where there is none.';
REVOKE ALL ON FUNCTION agora_model._assignment_of(text) FROM PUBLIC;
