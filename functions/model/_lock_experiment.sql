-- Locks an experiment.
-- Errors: 22023 · ZP060.   Locks: the experiment.
CREATE OR REPLACE FUNCTION agora_model._lock_experiment(p_experiment text)
RETURNS agora_model.experiment
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_experiment$
DECLARE
    v_experiment agora_model.experiment := agora_model._experiment_of(p_experiment);
BEGIN
    SELECT e.* INTO v_experiment FROM agora_model.experiment AS e WHERE e.experiment_id = v_experiment.experiment_id FOR NO KEY UPDATE;
    RETURN v_experiment;
END;
$_lock_experiment$;

COMMENT ON FUNCTION agora_model._lock_experiment(text)
    IS 'Lock an experiment, which must be known.';
REVOKE ALL ON FUNCTION agora_model._lock_experiment(text) FROM PUBLIC;
