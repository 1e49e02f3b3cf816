-- Records what came of a run of an experiment that is not a call of a stage. Once for a correlation, which is its key: the same again is the
-- same. Returns the arm, which follows from the correlation, so that nobody can choose it.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP060 · ZP062 · ZP063 · ZP064.   Locks: the experiment, shared.
CREATE OR REPLACE FUNCTION agora_model.record_observation(
    p_experiment      text,
    p_correlation_id  uuid,
    p_value           numeric,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_observation$
DECLARE
    v_experiment  agora_model.experiment;
    v_arm         text;
    v_value       numeric;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_experiment := agora_model._experiment_of(p_experiment);
    v_arm := agora_model.assign_arm(p_experiment, p_correlation_id);
    PERFORM agora._check_number('p_value', p_value, 0, 1);
    IF v_experiment.metric = 'success' AND p_value NOT IN (0, 1) OR p_value <> round(p_value, 9) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'value does not fit the metric',
            DETAIL  = format('p_experiment=%s metric=%s p_value=%s', p_experiment, v_experiment.metric, p_value),
            HINT    = 'Success is 0 or 1; quality is from 0 to 1 with at most nine decimals.';
    END IF;
    IF v_experiment.stage IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP064',
            MESSAGE = 'runs of the experiment are calls',
            DETAIL  = format('p_experiment=%s stage=%s', p_experiment, v_experiment.stage),
            HINT    = 'Record them with agora_model.record_call() with the stage and the correlation.';
    END IF;
    SELECT o.value INTO v_value FROM agora_model.experiment_observation AS o WHERE o.experiment_id = v_experiment.experiment_id AND o.correlation_id = p_correlation_id;
    IF NOT FOUND THEN
        SELECT e.* INTO v_experiment FROM agora_model.experiment AS e WHERE e.experiment_id = v_experiment.experiment_id FOR SHARE;
        IF v_experiment.status <> 'running' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZP062',
                MESSAGE = 'the experiment is not running',
                DETAIL  = format('p_experiment=%s status=%s', p_experiment, v_experiment.status),
                HINT    = 'Start it with agora_model.start_experiment(); once stopped it takes no more runs.';
        END IF;
        INSERT INTO agora_model.experiment_observation AS o (experiment_id, correlation_id, value, created_by, recorded_at)
        VALUES (v_experiment.experiment_id, p_correlation_id, p_value, p_actor, agora.now())
        ON CONFLICT ON CONSTRAINT experiment_observation_correlation_uq DO NOTHING;
        IF FOUND THEN
            RETURN v_arm;
        END IF;
        SELECT o.value INTO v_value FROM agora_model.experiment_observation AS o WHERE o.experiment_id = v_experiment.experiment_id AND o.correlation_id = p_correlation_id;
    END IF;
    IF v_value <> p_value THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP063',
            MESSAGE = 'another outcome of this run was recorded',
            DETAIL  = format('p_experiment=%s p_correlation_id=%s recorded=%s p_value=%s', p_experiment, p_correlation_id, v_value, p_value),
            HINT    = 'A run has one outcome; another run has another correlation.';
    END IF;
    RETURN v_arm;
END;
$record_observation$;

COMMENT ON FUNCTION agora_model.record_observation(text, uuid, numeric, bigint)
    IS 'Record the outcome of a run of an experiment: 0 or 1 for success, quality 0..1. Returns its arm.';
REVOKE ALL ON FUNCTION agora_model.record_observation(text, uuid, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.record_observation(text, uuid, numeric, bigint) TO agora_service;
