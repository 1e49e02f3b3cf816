-- What was in vain among the last 100 tasks that were closed within work.score_window: claims that failed or were lost, by what they
-- cost and by how long they took. Nothing is done twice, and nobody unqualified claims, so that is all. Who was lost never says what that
-- cost: in by_cost a claim of unknown cost counts for its time, at the mean rate of the others. None lasts less than nothing, where the
-- clock was set back.
CREATE OR REPLACE VIEW agora_work.waste WITH (security_barrier) AS
SELECT count(DISTINCT c.task_id) AS tasks,
       count(*) AS claims,
       count(*) FILTER (WHERE c.is_wasted) AS wasted_claims,
       sum(c.cost_usd) AS cost_usd,
       sum(c.cost_usd) FILTER (WHERE c.is_wasted) AS wasted_usd,
       round(coalesce(sum(c.assumed_usd) FILTER (WHERE c.is_wasted), 0) / nullif(sum(c.assumed_usd), 0), 4) AS by_cost,
       round(coalesce(sum(c.seconds) FILTER (WHERE c.is_wasted), 0) / nullif(sum(c.seconds), 0), 4) AS by_time
  FROM (SELECT h.task_id, h.cost_usd, h.is_wasted, h.seconds,
               coalesce(h.cost_usd, h.seconds * sum(h.cost_usd) OVER () / nullif(sum(h.seconds) FILTER (WHERE h.cost_usd IS NOT NULL) OVER (), 0)) AS assumed_usd
          FROM (SELECT e.task_id, e.cost_usd, e.outcome IN ('failed', 'lost') AS is_wasted, greatest(0, extract(epoch FROM e.ended_at - e.claimed_at)) AS seconds
                  FROM (SELECT l.task_id
                          FROM agora_work.claim AS l
                          JOIN agora_work.task AS t ON t.task_id = l.task_id AND t.epoch = l.epoch AND t.closed_at IS NOT NULL
                         WHERE l.ended_at > agora.now() - (SELECT agora.setting_interval('work.score_window'))
                         ORDER BY l.ended_at DESC, l.task_id DESC
                         LIMIT 100) AS k
                  JOIN agora_work.claim AS e ON e.task_id = k.task_id) AS h) AS c;

COMMENT ON VIEW agora_work.waste IS 'Share of cost, and of time, that went into claims that failed or were lost, of the last 100 closed tasks; NULL = no figures.';
COMMENT ON COLUMN agora_work.waste.by_cost IS 'Share of the cost, 0..1, where a cost that nobody said is taken from the time it took; NULL = nothing was paid.';
COMMENT ON COLUMN agora_work.waste.by_time IS 'Share of the time, 0..1; NULL = no time was taken.';
GRANT SELECT ON agora_work.waste TO agora_reader;
