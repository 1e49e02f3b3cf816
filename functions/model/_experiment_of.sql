-- An experiment by its name.
-- Errors: 22023 · ZP060.
CREATE OR REPLACE FUNCTION agora_model._experiment_of(p_experiment text)
RETURNS agora_model.experiment
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_experiment_of$
DECLARE
    v_experiment agora_model.experiment;
BEGIN
    PERFORM agora._check_text('p_experiment', p_experiment, 200);
    SELECT e.* INTO v_experiment FROM agora_model.experiment AS e WHERE e.experiment = p_experiment;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP060',
            MESSAGE = 'unknown experiment',
            DETAIL  = format('p_experiment=%s', p_experiment),
            HINT    = 'agora_model.known_experiment lists them; agora_model.create_experiment() plans one.';
    END IF;
    RETURN v_experiment;
END;
$_experiment_of$;

COMMENT ON FUNCTION agora_model._experiment_of(text)
    IS 'Experiment by its name; raises where there is none.';
REVOKE ALL ON FUNCTION agora_model._experiment_of(text) FROM PUBLIC;
