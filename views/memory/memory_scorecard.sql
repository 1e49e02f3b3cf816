-- Memory against its targets. A value is NULL, and so is met, where there is nothing that could be measured; reason says why. Rates
-- per day and times are those of memory.scorecard_window.
CREATE OR REPLACE VIEW agora_memory.memory_scorecard WITH (security_barrier) AS
WITH period AS (
    SELECT agora.now() - agora.setting_interval('memory.scorecard_window') AS since,
           (extract(epoch FROM agora.setting_interval('memory.scorecard_window')) / 86400)::numeric AS days
), measured AS (
    SELECT 'transforms_per_day' AS metric, round(count(t.transform_id) / max(p.days), 6) AS value
      FROM period AS p LEFT JOIN agora_memory.transform AS t ON t.recorded_at > p.since
     UNION ALL
    SELECT 'resolutions_per_day' AS metric, round(count(r.resolution_id) / max(p.days), 6) AS value
      FROM period AS p LEFT JOIN agora_memory.resolution AS r ON r.recorded_at > p.since AND r.successes > 0
     UNION ALL
    SELECT 'transform_reuse' AS metric, r.reuse_share AS value
      FROM agora_memory.reuse_rate AS r WHERE r.kind = 'transform'
     UNION ALL
    SELECT 'golden_per_week' AS metric, g.nominated_last_week::numeric AS value
      FROM agora_memory.golden_metric AS g
     UNION ALL
    SELECT 'golden_approval' AS metric, g.approval_rate AS value
      FROM agora_memory.golden_metric AS g
     UNION ALL
    SELECT 'golden_approval_hours' AS metric, round(extract(epoch FROM a.median_wait) / 3600, 6) AS value
      FROM agora_memory.approval_time AS a WHERE a.kind = 'golden'
     UNION ALL
    SELECT 'golden_reuse' AS metric, r.reuse_share AS value
      FROM agora_memory.reuse_rate AS r WHERE r.kind = 'golden'
     UNION ALL
    SELECT 'transform_quality' AS metric, round(avg(t.quality), 6) AS value
      FROM agora_memory.transform AS t WHERE t.status = 'approved' OR t.status = 'pending'
     UNION ALL
    SELECT 'transform_coverage' AS metric, round(avg(EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS x
                                                              WHERE x.attempt_id = a.attempt_id AND x.is_source)::integer), 6) AS value
      FROM period AS p
      JOIN agora_memory.attempt AS a ON a.started_at > p.since AND a.status = 'success'
      JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id AND d.code IS NOT NULL
     UNION ALL
    SELECT 'replay_fidelity' AS metric, round(avg(r.is_replayable::integer), 6) AS value
      FROM (SELECT a.attempt_id
              FROM period AS p
              JOIN agora_memory.attempt AS a ON a.started_at > p.since AND a.status <> 'in_progress'
             ORDER BY a.attempt_id DESC
             LIMIT 1000) AS l
      JOIN agora_memory.replayable_attempt AS r ON r.attempt_id = l.attempt_id
     UNION ALL
    SELECT 'cost_accuracy' AS metric, round(avg((abs(c.told_usd - c.calls_usd) <= 0.05 * c.calls_usd)::integer), 6) AS value
      FROM period AS p
      JOIN agora_memory.attempt AS a ON a.started_at > p.since AND a.cost_usd IS NOT NULL
     CROSS JOIN LATERAL (SELECT x.told_usd, x.calls_usd FROM agora_memory.attempt_cost AS x WHERE x.attempt_id = a.attempt_id AND x.calls > 0 AND x.unpriced_calls = 0 OFFSET 0) AS c
     UNION ALL
    SELECT 'transforms_180_days' AS metric, count(*)::numeric AS value
      FROM agora_memory.transform AS t WHERE t.recorded_at > agora.now() - '180 days'::interval
     UNION ALL
    SELECT 'contributors_90_days' AS metric, count(DISTINCT t.contributor_id)::numeric AS value
      FROM agora_memory.transform AS t WHERE t.recorded_at > agora.now() - '90 days'::interval
     UNION ALL
    SELECT 'top_confidence' AS metric, round(avg(b.confidence), 6) AS value
      FROM (SELECT r.confidence FROM agora_memory.resolution AS r ORDER BY r.confidence DESC LIMIT 10) AS b
     UNION ALL
    SELECT 'errors_with_confidence' AS metric, round(avg((k.best_confidence > 0)::integer), 6) AS value
      FROM agora_memory.known_error_signature AS k WHERE k.best_confidence IS NOT NULL
     UNION ALL
    SELECT 'recommendation_helpful' AS metric, e.helpful_share AS value
      FROM agora_memory.recommendation_effect AS e WHERE e.with_manifest
     UNION ALL
    SELECT 'manifest_p95' AS metric, m.p95_ms AS value
      FROM agora_memory.manifest_performance AS m WHERE m.section = 'total'
     UNION ALL
    SELECT 'adoption' AS metric,
           round(avg((EXISTS (SELECT 1 FROM agora_memory.manifest_use AS u WHERE u.attempt_id = a.attempt_id)
                      OR EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = a.attempt_id AND NOT x.is_source))::integer), 6) AS value
      FROM period AS p JOIN agora_memory.attempt AS a ON a.started_at > p.since
)
SELECT t.metric,
       m.value,
       t.comparison,
       t.target,
       CASE t.comparison WHEN '>=' THEN m.value >= t.target WHEN '>' THEN m.value > t.target
                         WHEN '<' THEN m.value < t.target ELSE m.value <= t.target END AS met,
       t.unit,
       t.description,
       CASE WHEN m.value IS NULL THEN coalesce(t.lacks, 'nothing has happened that could be measured') END AS reason
  FROM agora_memory.scorecard_target AS t
  LEFT JOIN measured AS m ON m.metric = t.metric;

COMMENT ON VIEW agora_memory.memory_scorecard IS 'Metrics of memory with value, target and whether it is met, or the reason why there is no value.';
COMMENT ON COLUMN agora_memory.memory_scorecard.value IS 'Value, in the unit; NULL = nothing to measure.';
GRANT SELECT ON agora_memory.memory_scorecard TO agora_reader;
