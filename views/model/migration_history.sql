-- Every decision about migrations with its evidence.
CREATE OR REPLACE VIEW agora_model.migration_history WITH (security_barrier) AS
SELECT d.migration_decision_id,
       d.model_migration_id,
       m.stage,
       (SELECT p.provider || '/' || concat_ws('@', n.model, n.version) FROM agora_model.model AS n JOIN agora_model.provider AS p ON p.provider_id = n.provider_id WHERE n.model_id = m.incumbent_id) AS incumbent,
       (SELECT p.provider || '/' || concat_ws('@', n.model, n.version) FROM agora_model.model AS n JOIN agora_model.provider AS p ON p.provider_id = n.provider_id WHERE n.model_id = m.candidate_id) AS candidate,
       d.status,
       d.reasons,
       d.criteria,
       d.evidence,
       d.created_by,
       d.recorded_at
  FROM agora_model.migration_decision AS d
  JOIN agora_model.model_migration AS m ON m.model_migration_id = d.model_migration_id;

COMMENT ON VIEW agora_model.migration_history IS 'Decisions about migrations, in their order: what each became, why, the criteria with value and limit, and the figures behind them.';
GRANT SELECT ON agora_model.migration_history TO agora_reader;
