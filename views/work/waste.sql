-- What was in vain among the last 100 tasks that were closed within work.score_window: claims that failed or were lost, by what they
-- cost and by how long they took. Nothing is done twice, and nobody unqualified claims, so that is all.
CREATE OR REPLACE VIEW agora_work.waste WITH (security_barrier) AS
SELECT count(DISTINCT c.task_id) AS tasks,
       count(*) AS claims,
       count(*) FILTER (WHERE c.is_wasted) AS wasted_claims,
       sum(c.cost_usd) AS cost_usd,
       sum(c.cost_usd) FILTER (WHERE c.is_wasted) AS wasted_usd,
       round(coalesce(sum(c.cost_usd) FILTER (WHERE c.is_wasted), 0) / nullif(sum(c.cost_usd), 0), 4) AS by_cost,
       round(coalesce(sum(c.seconds) FILTER (WHERE c.is_wasted), 0) / nullif(sum(c.seconds), 0), 4) AS by_time
  FROM (SELECT h.task_id, h.cost_usd, h.outcome IN ('failed', 'lost') AS is_wasted, extract(epoch FROM h.ended_at - h.claimed_at) AS seconds
          FROM (SELECT e.task_id
                  FROM agora_work.claim AS e
                  JOIN agora_work.task AS t ON t.task_id = e.task_id AND t.epoch = e.epoch AND t.closed_at IS NOT NULL
                 WHERE e.ended_at > agora.now() - (SELECT agora.setting_interval('work.score_window'))
                 ORDER BY e.ended_at DESC, e.task_id DESC
                 LIMIT 100) AS k
          JOIN agora_work.claim AS h ON h.task_id = k.task_id) AS c;

COMMENT ON VIEW agora_work.waste IS 'Share of cost, and of time, that went into claims that failed or were lost, of the last 100 closed tasks; NULL = no figures.';
COMMENT ON COLUMN agora_work.waste.by_cost IS 'Share of the cost, 0..1; NULL = nothing was paid.';
COMMENT ON COLUMN agora_work.waste.by_time IS 'Share of the time, 0..1; NULL = no time was taken.';
GRANT SELECT ON agora_work.waste TO agora_reader;
