-- What runs cost, stage by stage.
CREATE OR REPLACE VIEW agora_pipeline.run_cost WITH (security_barrier) AS
SELECT r.generation_run_id,
       r.principal_id,
       k.stage,
       count(*) AS calls,
       count(*) FILTER (WHERE NOT k.is_success) AS failed_calls,
       count(*) FILTER (WHERE k.cost_usd IS NULL) AS unpriced_calls,
       coalesce(trim_scale(sum(k.cost_usd)), 0)::agora.usd AS cost_usd,
       avg(k.quality) AS quality
  FROM agora_pipeline.generation_run AS r
  JOIN agora_pipeline.run_model_call AS k ON k.generation_run_id = r.generation_run_id
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id)
 GROUP BY r.generation_run_id, r.principal_id, k.stage;

COMMENT ON VIEW agora_pipeline.run_cost IS 'What generation runs cost in US dollars, by stage of their model calls (NULL = none was named); a bound login sees its own runs.';
GRANT SELECT ON agora_pipeline.run_cost TO agora_reader;
