-- Surveys in figures: nobody's answer is shown.
CREATE OR REPLACE VIEW agora_reward.survey_result WITH (security_barrier) AS
SELECT r.survey,
       count(*) AS responses,
       round(avg(r.fairness), 6) AS fairness,
       round(avg((r.fairness >= 4)::integer), 6) AS fair_share,
       round(avg(r.satisfaction), 6) AS satisfaction,
       round(avg((r.satisfaction >= 4)::integer), 6) AS satisfied_share,
       max(r.recorded_at) AS last_answered_at
  FROM agora_reward.survey_response AS r
 GROUP BY r.survey;

COMMENT ON VIEW agora_reward.survey_result IS 'Answers per survey: how many, means from 1 to 5, and shares of 4 and 5.';
COMMENT ON COLUMN agora_reward.survey_result.fairness     IS 'Mean answer, 1 (not at all) to 5 (entirely fair).';
COMMENT ON COLUMN agora_reward.survey_result.satisfaction IS 'Mean answer, 1 (not at all) to 5 (entirely valuable).';
GRANT SELECT ON agora_reward.survey_result TO agora_reader;
