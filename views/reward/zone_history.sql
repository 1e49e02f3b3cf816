-- Which figure of the economy was in which zone, and since when.
CREATE OR REPLACE VIEW agora_reward.zone_history WITH (security_barrier) AS
SELECT c.metric,
       c.day,
       lead(c.day) OVER (PARTITION BY c.metric ORDER BY c.day) AS until_day,
       c.from_zone,
       c.zone,
       c.value,
       c.lever,
       c.advice
  FROM agora_reward.economy_zone_change AS c;

COMMENT ON VIEW agora_reward.zone_history IS 'Zones of the figures of the economy with the day that each began on and (until_day) the next began; NULL = it lasts.';
GRANT SELECT ON agora_reward.zone_history TO agora_reader;
