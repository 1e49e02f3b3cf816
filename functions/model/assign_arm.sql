-- Which arm of an experiment is a correlation's? Always the same.
-- Errors: 22023 · ZP060.
CREATE OR REPLACE FUNCTION agora_model.assign_arm(
    p_experiment      text,
    p_correlation_id  uuid
)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $assign_arm$
DECLARE
    v_experiment agora_model.experiment := agora_model._experiment_of(p_experiment);
BEGIN
    IF p_correlation_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'correlation is missing',
            DETAIL  = format('p_experiment=%s p_correlation_id=NULL', p_experiment),
            HINT    = 'Pass the correlation of the work: its arm follows from it.';
    END IF;
    RETURN (SELECT a.arm
              FROM agora_model.experiment_arm AS a
             WHERE a.experiment_id = v_experiment.experiment_id
               AND agora_model._bucket('experiment ' || v_experiment.experiment_id, p_correlation_id) >= a.from_bucket
               AND agora_model._bucket('experiment ' || v_experiment.experiment_id, p_correlation_id) < a.to_bucket);
END;
$assign_arm$;

COMMENT ON FUNCTION agora_model.assign_arm(text, uuid)
    IS 'Arm of an experiment that a correlation belongs to.';
REVOKE ALL ON FUNCTION agora_model.assign_arm(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.assign_arm(text, uuid) TO agora_service;
