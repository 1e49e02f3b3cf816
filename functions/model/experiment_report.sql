-- What an experiment shows: each arm against the control, the difference with its limits at alpha, two-sided, shared by the comparisons. The
-- verdict is about the first planned runs of each arm, so that it does not depend on when somebody asks; before an arm has so many it is
-- inconclusive, however the figures look.
-- Errors: 22023 · ZP060.
CREATE OR REPLACE FUNCTION agora_model.experiment_report(p_experiment text)
RETURNS SETOF agora_model.arm_report
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2
SET search_path = pg_catalog, pg_temp
AS $experiment_report$
DECLARE
    v_experiment  agora_model.experiment := agora_model._experiment_of(p_experiment);
    v_tail        double precision;
BEGIN
    SELECT v_experiment.alpha / 2 / (count(*) - 1) INTO v_tail FROM agora_model.experiment_arm AS a WHERE a.experiment_id = v_experiment.experiment_id;
    RETURN QUERY
    WITH run AS MATERIALIZED (
        SELECT r.place, r.value, agora_model._bucket('experiment ' || v_experiment.experiment_id, r.correlation_id) AS bucket
          FROM agora_model._experiment_runs(v_experiment) AS r
    ), total AS MATERIALIZED (
        SELECT a.arm, a.ordinal, count(t.value) AS runs, avg(t.value) AS mean, var_samp(t.value) AS variance, count(*) FILTER (WHERE t.value = 1) AS hits
          FROM agora_model.experiment_arm AS a
          LEFT JOIN LATERAL (SELECT r.value FROM run AS r WHERE r.bucket >= a.from_bucket AND r.bucket < a.to_bucket ORDER BY r.place LIMIT v_experiment.planned_runs) AS t ON true
         WHERE a.experiment_id = v_experiment.experiment_id
         GROUP BY a.arm, a.ordinal
    )
    SELECT a.arm, c.arm, a.runs, c.runs, round(a.mean, 9), round(c.mean, 9), round(d.difference::numeric, 9), round(d.lower::numeric, 9), round(d.upper::numeric, 9),
           CASE WHEN least(a.runs, c.runs) < v_experiment.planned_runs THEN 'inconclusive'
                WHEN d.lower > 0 THEN 'superior'
                WHEN d.lower >= -v_experiment.margin THEN 'non-inferior'
                WHEN d.upper < 0 THEN 'inferior'
                ELSE 'inconclusive' END,
           v_experiment.planned_runs
      FROM total AS a
      JOIN total AS c ON c.ordinal = 1
      LEFT JOIN LATERAL (SELECT m.difference, m.lower, m.upper
                           FROM agora_model._compare_means(a.runs, a.mean::double precision, a.variance::double precision, c.runs, c.mean::double precision, c.variance::double precision, v_tail) AS m
                          WHERE v_experiment.metric = 'quality' AND a.runs > 1 AND c.runs > 1
                         UNION ALL
                         SELECT s.difference, s.lower, s.upper
                           FROM agora_model._compare_rates(a.hits, a.runs, c.hits, c.runs, v_tail) AS s
                          WHERE v_experiment.metric = 'success' AND a.runs > 0 AND c.runs > 0) AS d ON true
     WHERE a.ordinal > 1
     ORDER BY a.ordinal;
END;
$experiment_report$;

COMMENT ON FUNCTION agora_model.experiment_report(text)
    IS 'Each arm of an experiment against the control: runs, rate or mean, the difference with its limits, superior, non-inferior, inferior or inconclusive, and the runs that each arm needs.';
REVOKE ALL ON FUNCTION agora_model.experiment_report(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.experiment_report(text) TO agora_reader;
