-- Runs of an experiment count no more. Stopped again it stays as it is; one that was not started, the guard of the table
-- refuses (ZA009).
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP060.   Locks: the experiment.   Emits: model.experiment.moved.v1.
CREATE OR REPLACE FUNCTION agora_model.stop_experiment(
    p_experiment  text,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $stop_experiment$
DECLARE
    v_experiment agora_model.experiment;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_experiment := agora_model._lock_experiment(p_experiment);
    IF v_experiment.stopped_at IS NOT NULL THEN
        RETURN v_experiment.stopped_at;
    END IF;
    UPDATE agora_model.experiment AS e
       SET status = 'stopped', stopped_at = agora.now()
     WHERE e.experiment_id = v_experiment.experiment_id
    RETURNING e.* INTO v_experiment;
    PERFORM agora_model._tell_experiment(v_experiment, p_actor);
    RETURN v_experiment.stopped_at;
END;
$stop_experiment$;

COMMENT ON FUNCTION agora_model.stop_experiment(text, bigint)
    IS 'Stop a running experiment; returns when it stopped.';
REVOKE ALL ON FUNCTION agora_model.stop_experiment(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.stop_experiment(text, bigint) TO agora_service;
