-- Migrations with the last decision about each.
CREATE OR REPLACE VIEW agora_model.recorded_migration WITH (security_barrier) AS
SELECT m.model_migration_id,
       m.stage,
       (SELECT p.provider || '/' || concat_ws('@', n.model, n.version) FROM agora_model.model AS n JOIN agora_model.provider AS p ON p.provider_id = n.provider_id WHERE n.model_id = m.incumbent_id) AS incumbent,
       (SELECT p.provider || '/' || concat_ws('@', n.model, n.version) FROM agora_model.model AS n JOIN agora_model.provider AS p ON p.provider_id = n.provider_id WHERE n.model_id = m.candidate_id) AS candidate,
       m.incumbent_id,
       m.candidate_id,
       m.status,
       m.is_proven,
       (m.rule ->> 'share')::numeric AS share,
       (m.rule ->> 'planned_runs')::bigint AS planned_runs,
       d.reasons,
       m.created_by,
       m.recorded_at,
       m.started_at,
       m.closed_at
  FROM agora_model.model_migration AS m
 CROSS JOIN LATERAL (SELECT x.reasons
                       FROM agora_model.migration_decision AS x
                      WHERE x.model_migration_id = m.model_migration_id
                      ORDER BY x.migration_decision_id DESC
                      LIMIT 1) AS d;

COMMENT ON VIEW agora_model.recorded_migration IS 'Migrations of stages to other models: where each stands and why; share and planned_runs of its canary, if it had one.';
GRANT SELECT ON agora_model.recorded_migration TO agora_reader;
