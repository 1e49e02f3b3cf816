-- Runs of an experiment count from now on. Started again it stays as it is; stopped, the guard of the table refuses
-- it (ZA009).
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP060.   Locks: the experiment.   Emits: model.experiment.moved.v1.
CREATE OR REPLACE FUNCTION agora_model.start_experiment(
    p_experiment  text,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_experiment$
DECLARE
    v_experiment agora_model.experiment;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_experiment := agora_model._lock_experiment(p_experiment);
    IF v_experiment.status = 'running' THEN
        RETURN v_experiment.started_at;
    END IF;
    UPDATE agora_model.experiment AS e
       SET status = 'running', started_at = agora.now(), after_call_id = agora_model._last_call()
     WHERE e.experiment_id = v_experiment.experiment_id
    RETURNING e.* INTO v_experiment;
    PERFORM agora_model._tell_experiment(v_experiment, p_actor);
    RETURN v_experiment.started_at;
END;
$start_experiment$;

COMMENT ON FUNCTION agora_model.start_experiment(text, bigint)
    IS 'Start a planned experiment; returns when it started.';
REVOKE ALL ON FUNCTION agora_model.start_experiment(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.start_experiment(text, bigint) TO agora_service;
