-- Cost and success against the milestones of the requirements, in the last model.scorecard_window. A generation is what shares a
-- correlation; it succeeded if its last call did.
CREATE OR REPLACE VIEW agora_model.cost_scorecard WITH (security_barrier) AS
WITH recent AS MATERIALIZED (
    SELECT c.correlation_id, c.llm_call_id, c.stage, c.model_id, c.is_success, c.quality, c.cost_usd
      FROM agora_model.recorded_call AS c
     WHERE c.called_at > agora.now() - agora.setting_interval('model.scorecard_window')
), generation AS (
    SELECT r.correlation_id, sum(r.cost_usd) AS cost_usd, (array_agg(r.is_success ORDER BY r.llm_call_id DESC))[1] AS is_success
      FROM recent AS r
     WHERE r.correlation_id IS NOT NULL
     GROUP BY r.correlation_id
), stage_place AS (
    SELECT r.stage, avg((i.provider IS NOT NULL)::integer) > 0.5 AS is_local
      FROM recent AS r
      JOIN agora_model.model AS m ON m.model_id = r.model_id
      JOIN agora_model.provider AS p ON p.provider_id = m.provider_id
      LEFT JOIN (SELECT DISTINCT f.provider FROM agora_model.infrastructure AS f) AS i ON i.provider = p.provider
     WHERE r.stage IS NOT NULL
     GROUP BY r.stage
), measured AS (
    SELECT 'generation_cost' AS metric, round(avg(g.cost_usd), 6) AS value FROM generation AS g
     UNION ALL
    SELECT 'generation_saving' AS metric, round(1 - avg(g.cost_usd) / nullif(agora.setting_numeric('model.baseline_generation'), 0), 6) AS value FROM generation AS g
     UNION ALL
    SELECT 'generation_success' AS metric, round(avg(g.is_success::integer), 6) AS value FROM generation AS g
     UNION ALL
    SELECT 'answer_quality' AS metric, round(avg(r.quality), 6) AS value FROM recent AS r
     UNION ALL
    SELECT 'cost_coverage' AS metric, round(avg((r.cost_usd IS NOT NULL)::integer), 6) AS value FROM recent AS r
     UNION ALL
    SELECT 'local_stages' AS metric, round(avg(s.is_local::integer), 6) AS value FROM stage_place AS s
)
SELECT t.metric,
       t.milestone,
       m.value,
       t.comparison,
       t.target,
       CASE t.comparison WHEN '>=' THEN m.value >= t.target WHEN '>' THEN m.value > t.target
                         WHEN '<' THEN m.value < t.target ELSE m.value <= t.target END AS met,
       t.unit,
       t.description
  FROM agora_model.cost_target AS t
  LEFT JOIN measured AS m ON m.metric = t.metric;

COMMENT ON VIEW agora_model.cost_scorecard IS 'Cost and success of generations in the last model.scorecard_window against the milestones first, release and long_term: value, target and whether it is met; NULL where nothing could be measured. A bound login is measured by its own calls.';
COMMENT ON COLUMN agora_model.cost_scorecard.value IS 'Value, in the unit; NULL = nothing to measure.';
GRANT SELECT ON agora_model.cost_scorecard TO agora_reader;
