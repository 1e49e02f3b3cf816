-- The scorecard of the economy now.
CREATE OR REPLACE VIEW agora_reward.economy_indicator WITH (security_barrier) AS
SELECT e.metric, e.value, e.unit, e.comparison, e.target, e.target_to, e.met, e.zone, e.lever, e.advice, e.description
  FROM agora_reward.economy_at() AS e;

COMMENT ON VIEW agora_reward.economy_indicator IS 'Figures of the economy for today and the six days before it, with target and zone; sums only, for every reader.';
COMMENT ON COLUMN agora_reward.economy_indicator.value     IS 'Value, in the unit.';
COMMENT ON COLUMN agora_reward.economy_indicator.target    IS 'Target, in the unit; for between its lower end.';
COMMENT ON COLUMN agora_reward.economy_indicator.target_to IS 'Upper end of a target that is a range, in the unit.';
GRANT SELECT ON agora_reward.economy_indicator TO agora_reader;
