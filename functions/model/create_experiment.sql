-- Plans an experiment: what is measured, which arms there are, the control first, and how many runs each needs to tell the effect. Its runs
-- are the calls of p_stage, or what record_observation() says of them. Planned again with the same facts it stays as it is.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP005 · ZP050 · ZP061.   Emits: model.experiment.moved.v1.
CREATE OR REPLACE FUNCTION agora_model.create_experiment(
    p_experiment  text,
    p_hypothesis  text,
    p_metric      text,
    p_arms        text[],
    p_plan        jsonb,
    p_stage       text      DEFAULT NULL,
    p_shares      numeric[] DEFAULT NULL,
    p_actor       bigint    DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $create_experiment$
DECLARE
    v_wanted  agora_model.experiment;
    v_known   agora_model.experiment;
    v_spread  numeric;
    v_shares  numeric[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_experiment', p_experiment, 200), agora._check_text('p_hypothesis', p_hypothesis, 1000), agora_model._check_work(p_stage, NULL);
    PERFORM agora_model._check_experiment(p_metric, p_arms, p_shares, p_plan);
    v_wanted.effect := (p_plan ->> 'effect')::numeric;
    v_wanted.margin := coalesce((p_plan ->> 'margin')::numeric, agora.setting_numeric('model.margin'));
    v_wanted.alpha := coalesce((p_plan ->> 'alpha')::numeric, agora.setting_numeric('model.alpha'));
    v_wanted.power := coalesce((p_plan ->> 'power')::numeric, agora.setting_numeric('model.power'));
    v_spread := (p_plan ->> CASE p_metric WHEN 'success' THEN 'baseline' ELSE 'deviation' END)::numeric;
    SELECT greatest(2, agora_model._required_runs(v.control, v.arm, v_wanted.effect, v_wanted.alpha / 2 / (cardinality(p_arms) - 1), v_wanted.power))
      INTO v_wanted.planned_runs
      FROM (SELECT CASE p_metric WHEN 'success' THEN v_spread * (1 - v_spread) ELSE v_spread ^ 2 END AS control,
                   CASE p_metric WHEN 'success' THEN (v_spread + v_wanted.effect) * (1 - v_spread - v_wanted.effect) ELSE v_spread ^ 2 END AS arm) AS v;
    v_shares := coalesce(p_shares, array_fill(1::numeric / cardinality(p_arms), ARRAY[cardinality(p_arms)]));

    INSERT INTO agora_model.experiment AS e (experiment, hypothesis, metric, stage, effect, margin, alpha, power, planned_runs, created_by, recorded_at)
    VALUES (p_experiment, p_hypothesis, p_metric, p_stage, v_wanted.effect, v_wanted.margin, v_wanted.alpha, v_wanted.power, v_wanted.planned_runs, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT experiment_experiment_uq DO NOTHING
    RETURNING e.* INTO v_known;
    IF NOT FOUND THEN
        PERFORM agora_model._refuse_other_experiment(p_experiment, p_hypothesis, p_metric, p_stage, p_arms, v_shares, v_wanted);
        RETURN (agora_model._experiment_of(p_experiment)).experiment_id;
    END IF;
    INSERT INTO agora_model.experiment_arm (experiment_id, arm, ordinal, from_bucket, to_bucket)
    SELECT v_known.experiment_id, a.arm, a.place, a.upto - a.share, CASE a.place WHEN cardinality(p_arms) THEN 1 ELSE a.upto END
      FROM (SELECT t.arm, t.share, t.place, sum(t.share) OVER (ORDER BY t.place) AS upto FROM unnest(p_arms, v_shares) WITH ORDINALITY AS t(arm, share, place)) AS a;
    PERFORM agora_model._tell_experiment(v_known, p_actor);
    RETURN v_known.experiment_id;
END;
$create_experiment$;

COMMENT ON FUNCTION agora_model.create_experiment(text, text, text, text[], jsonb, text, numeric[], bigint)
    IS 'Plan an experiment of two to ten arms, the control first; p_metric success (a rate) or quality (a mean); p_plan {"effect", "baseline"} or {"effect", "deviation"}, with margin, alpha, power; p_stage: its calls are the runs. Returns the experiment_id.';
REVOKE ALL ON FUNCTION agora_model.create_experiment(text, text, text, text[], jsonb, text, numeric[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.create_experiment(text, text, text, text[], jsonb, text, numeric[], bigint) TO agora_service;
