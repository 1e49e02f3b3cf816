-- What the last 100 completed tasks within work.score_window cost above the cheapest agent that may claim such a task: its rate for the time
-- that was estimated, or else was taken. Only what has a cost, and agents that have a rate, count. Apart from waste: nothing of it was in vain.
CREATE OR REPLACE VIEW agora_work.overqualification WITH (security_barrier) AS
WITH recent AS MATERIALIZED (
    SELECT c.task_id, t.lane_id, c.cost_usd, extract(epoch FROM coalesce(t.estimate, c.ended_at - c.claimed_at)) / 3600 AS hours
      FROM agora_work.claim AS c
      JOIN agora_work.task AS t ON t.task_id = c.task_id
     WHERE c.outcome = 'completed' AND c.cost_usd IS NOT NULL AND c.ended_at > agora.now() - (SELECT agora.setting_interval('work.score_window'))
     ORDER BY c.ended_at DESC, c.task_id DESC
     LIMIT 100
), cheapest AS (
    SELECT l.lane_id, c.hourly_usd
      FROM (SELECT DISTINCT r.lane_id FROM recent AS r) AS l
     CROSS JOIN LATERAL agora_work.count_claimants(l.lane_id) AS c
     WHERE c.hourly_usd IS NOT NULL
)
SELECT count(*) AS tasks,
       sum(r.cost_usd) AS cost_usd,
       round(sum(h.hourly_usd * r.hours), 6) AS quoted_usd,
       round(sum(greatest(0, r.cost_usd - h.hourly_usd * r.hours)), 6) AS excess_usd
  FROM recent AS r
  JOIN cheapest AS h ON h.lane_id = r.lane_id;

COMMENT ON VIEW agora_work.overqualification IS 'What the last 100 completed tasks cost above the cheapest agent that may claim such a task; NULL = no figures.';
GRANT SELECT ON agora_work.overqualification TO agora_reader;
