-- Runs of an experiment in their order: recorded observations, or the first call of each correlation in its stage while it ran.
CREATE OR REPLACE FUNCTION agora_model._experiment_runs(p_experiment agora_model.experiment)
RETURNS TABLE (place bigint, correlation_id uuid, value numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_experiment_runs$
BEGIN
    IF p_experiment.stage IS NULL THEN
        RETURN QUERY
        SELECT o.experiment_observation_id, o.correlation_id, o.value
          FROM agora_model.experiment_observation AS o
         WHERE o.experiment_id = p_experiment.experiment_id;
    ELSE
        RETURN QUERY
        SELECT c.llm_call_id, c.correlation_id, c.value
          FROM (SELECT DISTINCT ON (k.correlation_id) k.llm_call_id, k.correlation_id,
                       CASE p_experiment.metric WHEN 'success' THEN k.is_success::integer ELSE k.quality::numeric END AS value
                  FROM agora_model.llm_call AS k
                 WHERE k.stage = p_experiment.stage AND k.correlation_id IS NOT NULL AND k.llm_call_id > p_experiment.after_call_id
                   AND k.called_at >= p_experiment.started_at AND k.called_at < coalesce(p_experiment.stopped_at, 'infinity')
                 ORDER BY k.correlation_id, k.llm_call_id) AS c
         WHERE c.value IS NOT NULL;
    END IF;
END;
$_experiment_runs$;

COMMENT ON FUNCTION agora_model._experiment_runs(agora_model.experiment)
    IS 'Runs of an experiment with their outcomes.';
REVOKE ALL ON FUNCTION agora_model._experiment_runs(agora_model.experiment) FROM PUBLIC;
