-- An experiment that is planned again must be the one there is.
-- Errors: ZP061.
CREATE OR REPLACE FUNCTION agora_model._refuse_other_experiment(
    p_experiment  text,
    p_hypothesis  text,
    p_metric      text,
    p_stage       text,
    p_arms        text[],
    p_shares      numeric[],
    p_plan        agora_model.experiment
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_other_experiment$
DECLARE
    v_known agora_model.experiment := agora_model._experiment_of(p_experiment);
BEGIN
    IF (v_known.hypothesis, v_known.metric, v_known.stage, v_known.effect, v_known.margin, v_known.alpha, v_known.power, v_known.planned_runs)
       IS DISTINCT FROM (p_hypothesis, p_metric, p_stage, p_plan.effect, p_plan.margin, p_plan.alpha, p_plan.power, p_plan.planned_runs)
       OR (SELECT array_agg(a.arm ORDER BY a.ordinal) FROM agora_model.experiment_arm AS a WHERE a.experiment_id = v_known.experiment_id) IS DISTINCT FROM p_arms
       OR EXISTS (SELECT FROM agora_model.experiment_arm AS a WHERE a.experiment_id = v_known.experiment_id AND round(a.to_bucket - a.from_bucket, 9) <> round(p_shares[a.ordinal], 9)) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP061',
            MESSAGE = 'another experiment has this name',
            DETAIL  = format('p_experiment=%s experiment_id=%s', p_experiment, v_known.experiment_id),
            HINT    = 'Give it a name of its own: a plan does not change once it is made.';
    END IF;
END;
$_refuse_other_experiment$;

COMMENT ON FUNCTION agora_model._refuse_other_experiment(text, text, text, text, text[], numeric[], agora_model.experiment)
    IS 'Refuse facts that differ from those of the experiment of this name.';
REVOKE ALL ON FUNCTION agora_model._refuse_other_experiment(text, text, text, text, text[], numeric[], agora_model.experiment) FROM PUBLIC;
