-- Which models served the stages, and when.
CREATE OR REPLACE VIEW agora_model.assignment_history WITH (security_barrier) AS
SELECT a.model_assignment_id,
       a.stage,
       (SELECT p.provider || '/' || concat_ws('@', n.model, n.version) FROM agora_model.model AS n JOIN agora_model.provider AS p ON p.provider_id = n.provider_id WHERE n.model_id = s.model_id) AS model,
       s.model_id,
       s.share,
       a.is_pinned,
       a.reason,
       a.created_by,
       a.recorded_at AS valid_from,
       a.valid_until
  FROM (SELECT x.model_assignment_id, x.stage, x.model_ids, x.shares, x.is_pinned, x.reason, x.created_by, x.recorded_at,
               lead(x.recorded_at) OVER (PARTITION BY x.stage ORDER BY x.model_assignment_id) AS valid_until
          FROM agora_model.model_assignment AS x) AS a
 CROSS JOIN LATERAL unnest(a.model_ids, a.shares) AS s(model_id, share);

COMMENT ON VIEW agora_model.assignment_history IS 'Models that served the stages with their shares, from valid_from until valid_until; NULL = until now.';
GRANT SELECT ON agora_model.assignment_history TO agora_reader;
