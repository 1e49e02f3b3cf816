-- For every stage the cheapest model that has been tried in it and did not miss a criterion of the first gate, in words. How many runs that
-- takes is for the gate itself to say.
CREATE OR REPLACE VIEW agora_model.cost_recommendation WITH (security_barrier) AS
SELECT DISTINCT ON (s.stage)
       s.stage,
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
 CROSS JOIN LATERAL agora_model.cheaper_models(s.stage, p_limit => 1000) AS c
 WHERE c.evidence = 'stage'
   AND c.saving_share >= agora.setting_numeric('model.min_saving')
   AND c.success_share >= agora.setting_numeric('model.min_success')
   AND c.quality >= greatest(agora.setting_numeric('model.min_quality'), agora.setting_numeric('model.quality_floor'))
   AND coalesce(c.current_quality - c.quality <= agora.setting_numeric('model.max_quality_drop'), true)
   AND NOT EXISTS (SELECT FROM agora_model.assigned_model AS a WHERE a.stage = s.stage AND a.is_pinned)
 ORDER BY s.stage, c.cost_per_call_usd, c.model;

COMMENT ON VIEW agora_model.cost_recommendation IS 'For every stage that is not pinned the cheapest model that was tried in it in the last 30 days and met the limits of a migration for saving, success and quality, with what it would save in US dollars and how good both were; evaluate it before moving.';
GRANT SELECT ON agora_model.cost_recommendation TO agora_reader;
