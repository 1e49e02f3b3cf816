-- How well the team works, against what it should: figures of work.score_window, the last 100 of each. NULL = there is none yet.
CREATE OR REPLACE VIEW agora_work.scorecard WITH (security_barrier) AS
SELECT m.metric, m.value, m.target, m.unit, CASE m.metric WHEN 'filler_completion' THEN m.value >= m.target ELSE m.value <= m.target END AS is_met, m.samples
  FROM (SELECT 'claim_p99' AS metric, (SELECT min(l.below_ms) FROM agora_work.claim_latency() AS l WHERE l.share >= 0.99) AS value,
               agora.setting_numeric('work.target_claim_ms') AS target, 'ms' AS unit, (SELECT sum(l.claims)::bigint FROM agora_work.claim_latency() AS l) AS samples
        UNION ALL
        SELECT 'waste' AS metric, coalesce(w.by_cost, w.by_time) AS value, agora.setting_numeric('work.target_waste') AS target, 'share' AS unit, w.tasks AS samples
          FROM agora_work.waste AS w
        UNION ALL
        SELECT 'detection' AS metric, round(max(r.detection), 3) AS value,
               extract(epoch FROM agora.setting_interval('work.target_detection')) AS target, 's' AS unit, count(r.detection) AS samples
          FROM agora_work.recovery AS r
        UNION ALL
        SELECT 'recovery' AS metric, round(max(r.recovery), 3) AS value,
               extract(epoch FROM agora.setting_interval('work.target_recovery')) AS target, 's' AS unit, count(r.recovery) AS samples
          FROM agora_work.recovery AS r
        UNION ALL
        SELECT 'timeline_variance' AS metric, round(abs(sum(e.actual) / nullif(sum(e.estimate), 0) - 1), 4) AS value,
               agora.setting_numeric('work.target_variance') AS target, 'share' AS unit, count(*) AS samples
          FROM (SELECT greatest(0, extract(epoch FROM c.ended_at - c.claimed_at)) AS actual, extract(epoch FROM t.estimate) AS estimate
                  FROM agora_work.claim AS c
                  JOIN agora_work.task AS t ON t.task_id = c.task_id AND t.estimate > interval '0'
                 WHERE c.outcome = 'completed' AND c.ended_at > agora.now() - (SELECT agora.setting_interval('work.score_window'))
                 ORDER BY c.ended_at DESC, c.task_id DESC
                 LIMIT 100) AS e
        UNION ALL
        SELECT 'filler_completion' AS metric, round(avg((f.status = 'completed')::integer), 4) AS value,
               agora.setting_numeric('work.target_filler') AS target, 'share' AS unit, count(*) AS samples
          FROM (SELECT t.task_id, t.status, max(c.ended_at) AS ended_at
                  FROM agora_work.claim AS c
                  JOIN agora_work.task AS t ON t.task_id = c.task_id AND t.holder_id IS NULL
                  JOIN agora_work.lane AS l ON l.lane_id = t.lane_id AND l.kind <> 'critical'
                 WHERE c.ended_at > agora.now() - (SELECT agora.setting_interval('work.score_window'))
                 GROUP BY t.task_id, t.status
                 ORDER BY max(c.ended_at) DESC, t.task_id DESC
                 LIMIT 100) AS f
        UNION ALL
        SELECT 'idle' AS metric, round(max(extract(epoch FROM i.idle_for)), 3) AS value,
               extract(epoch FROM agora.setting_interval('work.idle_max')) AS target, 's' AS unit, count(*) AS samples
          FROM agora_work.idle_time AS i) AS m;

COMMENT ON VIEW agora_work.scorecard IS 'Figures against their targets: claim_p99, waste, detection and recovery of lost claims, timeline_variance, filler_completion, idle.';
COMMENT ON COLUMN agora_work.scorecard.value  IS 'Value, in the unit; NULL = none yet.';
COMMENT ON COLUMN agora_work.scorecard.target IS 'Target, in the unit.';
GRANT SELECT ON agora_work.scorecard TO agora_reader;
