-- Which models serve the stages now.
CREATE OR REPLACE VIEW agora_model.assigned_model WITH (security_barrier) AS
SELECT a.stage,
       (SELECT p.provider || '/' || concat_ws('@', n.model, n.version) FROM agora_model.model AS n JOIN agora_model.provider AS p ON p.provider_id = n.provider_id WHERE n.model_id = s.model_id) AS model,
       s.model_id,
       s.share,
       a.is_pinned,
       a.model_assignment_id,
       a.reason,
       a.recorded_at AS valid_from
  FROM (SELECT DISTINCT ON (x.stage)
               x.model_assignment_id, x.stage, x.model_ids, x.shares, x.is_pinned, x.reason, x.recorded_at
          FROM agora_model.model_assignment AS x
         ORDER BY x.stage, x.model_assignment_id DESC) AS a
 CROSS JOIN LATERAL unnest(a.model_ids, a.shares) AS s(model_id, share);

COMMENT ON VIEW agora_model.assigned_model IS 'Models that serve the stages now, with their shares; share 0 = only where a budget asks for something cheaper. A running canary takes its share before: see recorded_migration.';
GRANT SELECT ON agora_model.assigned_model TO agora_reader;
