-- What was earned and is not paid yet, with the reason.
CREATE OR REPLACE VIEW agora_reward.withheld_reward WITH (security_barrier) AS
SELECT w.withholding_id,
       w.principal_id,
       w.kind,
       w.subject_kind,
       w.subject_id,
       coalesce(t.name, left(g.problem, 100), p.name) AS subject,
       w.occasion,
       w.reason_code,
       w.reason,
       w.evidence_id,
       w.recorded_at
  FROM agora_reward.withholding AS w
  LEFT JOIN agora_memory.transform AS t ON w.subject_kind = 'transform' AND t.transform_id = w.subject_id
  LEFT JOIN agora_memory.golden_state AS g ON w.subject_kind = 'golden' AND g.golden_state_id = w.subject_id
  LEFT JOIN agora_memory.pattern AS p ON w.subject_kind = 'pattern' AND p.pattern_id = w.subject_id
 WHERE (SELECT agora.visible_principal()) IN (0, w.principal_id)
   AND NOT EXISTS (SELECT 1
                     FROM agora_reward.reward_calculation AS c
                    WHERE c.subject_id = w.subject_id AND c.kind = w.kind AND c.subject_kind = w.subject_kind AND c.occasion = w.occasion);

COMMENT ON VIEW agora_reward.withheld_reward IS 'Rewards that could not be paid yet, a row per reason; a bound login sees its own.';
GRANT SELECT ON agora_reward.withheld_reward TO agora_reader;
