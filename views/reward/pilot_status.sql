-- The criteria of the pilot with the values of now: the scorecard, the survey answered last, the newest recorded figures.
CREATE OR REPLACE VIEW agora_reward.pilot_status WITH (security_barrier) AS
SELECT c.metric,
       c.ordinal,
       c.source,
       v.value,
       c.comparison,
       c.target,
       c.target_to,
       CASE c.comparison WHEN '>=' THEN v.value >= c.target WHEN '>' THEN v.value > c.target WHEN '<=' THEN v.value <= c.target
                         WHEN '<' THEN v.value < c.target ELSE v.value >= c.target AND v.value <= c.target_to END AS met,
       coalesce(v.zone = 'red', false) OR coalesce(CASE c.red_comparison WHEN '>' THEN v.value > c.red_threshold ELSE v.value < c.red_threshold END, false) AS is_red_flag,
       c.description
  FROM agora_reward.pilot_criterion AS c
  LEFT JOIN (SELECT 'economy'::text AS source, e.metric, e.value, e.zone
               FROM agora_reward.economy_indicator AS e
             UNION ALL
             SELECT 'survey'::text AS source, x.metric, x.value, NULL::text AS zone
               FROM (SELECT s.fair_share, s.satisfied_share
                       FROM agora_reward.survey_result AS s
                      ORDER BY s.last_answered_at DESC, s.survey
                      LIMIT 1) AS s
              CROSS JOIN LATERAL (VALUES ('fair_share'::text, s.fair_share), ('satisfied_share', s.satisfied_share)) AS x(metric, value)
             UNION ALL
             SELECT 'figure'::text AS source, f.metric, f.value, NULL::text AS zone
               FROM (SELECT DISTINCT ON (p.metric) p.metric, p.value
                       FROM agora_reward.pilot_figure AS p
                      ORDER BY p.metric, p.recorded_at DESC, p.pilot_figure_id DESC) AS f) AS v ON v.source = c.source AND v.metric = c.metric;

COMMENT ON VIEW agora_reward.pilot_status IS 'Criteria of the pilot with value, target, whether it is met, and whether it is a red flag; a value is NULL where it is not available.';
COMMENT ON COLUMN agora_reward.pilot_status.value IS 'Value, in the unit of the criterion; NULL = not available.';
GRANT SELECT ON agora_reward.pilot_status TO agora_reader;
