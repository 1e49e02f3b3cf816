-- Experiments with their arms.
CREATE OR REPLACE VIEW agora_model.known_experiment WITH (security_barrier) AS
SELECT e.experiment_id,
       e.experiment,
       e.hypothesis,
       e.metric,
       e.stage,
       e.status,
       a.arms,
       a.shares,
       e.effect,
       e.margin,
       e.alpha,
       e.power,
       e.planned_runs,
       e.report,
       e.created_by,
       e.recorded_at,
       e.started_at,
       e.stopped_at
  FROM agora_model.experiment AS e
 CROSS JOIN LATERAL (SELECT array_agg(x.arm ORDER BY x.ordinal) AS arms, array_agg(round(x.to_bucket - x.from_bucket, 9) ORDER BY x.ordinal) AS shares
                       FROM agora_model.experiment_arm AS x
                      WHERE x.experiment_id = e.experiment_id) AS a;

COMMENT ON VIEW agora_model.known_experiment IS 'Experiments: metric, arms (the control first) with their shares, what they shall tell and the runs that each arm needs for it; the report once it was reported.';
GRANT SELECT ON agora_model.known_experiment TO agora_reader;
