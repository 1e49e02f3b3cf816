-- A stage that a migration may move: it is not pinned, and no canary runs in it.
-- Errors: ZP052 · ZP054.
CREATE OR REPLACE FUNCTION agora_model._check_open_stage(p_assignment agora_model.model_assignment)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_open_stage$
BEGIN
    IF p_assignment.is_pinned THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP052',
            MESSAGE = 'the stage is pinned',
            DETAIL  = format('p_stage=%s', p_assignment.stage),
            HINT    = 'An operator changes its models with agora_model.assign_models().';
    END IF;
    PERFORM agora_model._refuse_beside_canary(p_assignment.stage);
END;
$_check_open_stage$;

COMMENT ON FUNCTION agora_model._check_open_stage(agora_model.model_assignment)
    IS 'Refuse a stage that is pinned or in which a canary runs.';
REVOKE ALL ON FUNCTION agora_model._check_open_stage(agora_model.model_assignment) FROM PUBLIC;
