-- Tells where an experiment stands.
-- Emits: model.experiment.moved.v1.
CREATE OR REPLACE FUNCTION agora_model._tell_experiment(
    p_experiment  agora_model.experiment,
    p_actor       bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_tell_experiment$
BEGIN
    PERFORM agora_event._emit('model.experiment.moved.v1', p_experiment.experiment_id::text,
        jsonb_build_object('experiment_id', p_experiment.experiment_id, 'experiment', p_experiment.experiment, 'status', p_experiment.status,
                           'planned_runs', p_experiment.planned_runs, 'report', p_experiment.report), NULL, p_actor);
END;
$_tell_experiment$;

COMMENT ON FUNCTION agora_model._tell_experiment(agora_model.experiment, bigint)
    IS 'Publish the status of an experiment.';
REVOKE ALL ON FUNCTION agora_model._tell_experiment(agora_model.experiment, bigint) FROM PUBLIC;
