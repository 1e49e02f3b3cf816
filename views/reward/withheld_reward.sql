-- What was earned and is not paid yet, with the reason.
CREATE OR REPLACE VIEW agora_reward.withheld_reward WITH (security_barrier) AS
SELECT w.withholding_id,
       w.principal_id,
       w.kind,
       w.transform_id,
       t.name AS transform,
       w.reason_code,
       w.reason,
       w.resolution_evidence_id,
       w.recorded_at
  FROM agora_reward.withholding AS w
  JOIN agora_memory.transform AS t ON t.transform_id = w.transform_id
 WHERE (SELECT agora.visible_principal()) IN (0, w.principal_id)
   AND NOT EXISTS (SELECT 1
                     FROM agora_reward.reward_calculation AS c
                    WHERE c.transform_id = w.transform_id AND c.kind = w.kind);

COMMENT ON VIEW agora_reward.withheld_reward IS 'Rewards that could not be paid yet, a row per reason; a bound login sees its own.';
GRANT SELECT ON agora_reward.withheld_reward TO agora_reader;
