-- For every stage the cheapest model that has been tried in it, in words.
CREATE OR REPLACE VIEW agora_model.cost_recommendation WITH (security_barrier) AS
SELECT s.stage,
       c.current_model,
       c.model,
       c.saving_share,
       c.saving_usd_month,
       c.calls,
       c.success_share,
       c.current_success_share,
       c.quality,
       c.current_quality,
       format('move %s to %s, saves %s USD a month', s.stage, c.model, round(c.saving_usd_month, 2)) AS recommendation
  FROM agora.stage AS s
 CROSS JOIN LATERAL agora_model.cheaper_models(s.stage, p_limit => 1) AS c
 WHERE c.evidence = 'stage';

COMMENT ON VIEW agora_model.cost_recommendation IS 'For every stage the cheapest model that was tried in it in the last 30 days, with what it would save in US dollars and how good both were; evaluate it before moving.';
GRANT SELECT ON agora_model.cost_recommendation TO agora_reader;
