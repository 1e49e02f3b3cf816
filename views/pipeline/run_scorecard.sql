-- Runs at a glance.
CREATE OR REPLACE VIEW agora_pipeline.run_scorecard WITH (security_barrier) AS
SELECT r.generation_run_id,
       r.principal_id,
       r.correlation_id,
       r.attempt_id,
       r.mode,
       r.status,
       r.pipeline_version,
       r.project,
       r.service_name,
       r.node_type,
       r.subject,
       r.prompt,
       r.intent,
       r.meta,
       r.quality,
       m.expected_quality,
       c.score,
       c.grade,
       c.gates_evaluated,
       c.gates_failed,
       c.blocking_failed,
       c.is_critical,
       s.stages_completed,
       s.stages_failed,
       s.stages_open,
       s.duration_ms,
       s.target_ms,
       round(s.duration_ms / nullif(s.target_ms, 0), 6) AS ratio,
       CASE WHEN v.evaluated > 0 THEN v.failed = 0 END AS validation_passed,
       s.compilation_passed,
       k.calls,
       k.unpriced_calls,
       k.cost_usd,
       r.result,
       r.recorded_at,
       r.started_at,
       r.finished_at
  FROM agora_pipeline.generation_run AS r
  JOIN agora_pipeline.pipeline_mode AS m ON m.mode = r.mode
  JOIN agora_pipeline.run_score AS c ON c.generation_run_id = r.generation_run_id
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.status = 'completed') AS stages_completed,
                            count(*) FILTER (WHERE x.status = 'failed') AS stages_failed,
                            count(*) FILTER (WHERE x.status IN ('pending', 'running')) AS stages_open,
                            sum(x.duration_ms) AS duration_ms,
                            sum(x.target_ms) FILTER (WHERE x.duration_ms IS NOT NULL) AS target_ms,
                            bool_and(x.status = 'completed') FILTER (WHERE x.stage = 'compilation' AND x.status IN ('completed', 'failed')) AS compilation_passed
                       FROM agora_pipeline.stage_run AS x
                      WHERE x.generation_run_id = r.generation_run_id) AS s
 CROSS JOIN LATERAL (SELECT count(*) AS evaluated, count(*) FILTER (WHERE g.outcome = 'failed' AND g.is_blocking) AS failed
                       FROM agora_pipeline.recorded_gate AS g
                       JOIN agora_pipeline.gate AS w ON w.gate = g.gate
                      WHERE g.generation_run_id = r.generation_run_id AND g.is_last AND w.stage = 'validation') AS v
  LEFT JOIN LATERAL (SELECT coalesce(sum(x.calls), 0) AS calls, coalesce(sum(x.unpriced_calls), 0) AS unpriced_calls, coalesce(sum(x.cost_usd), 0)::agora.usd AS cost_usd
                       FROM agora_pipeline.run_cost AS x
                      WHERE x.generation_run_id = r.generation_run_id) AS k
         ON r.recorded_at > (SELECT coalesce(max(p.last_recorded_at), '-infinity') FROM agora_model.retired_partition AS p)
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.run_scorecard IS 'Generation runs at a glance: state, quality against what their mode expects, score and grade of their gates, stages, time against the targets of the stages that were measured, whether validation and compilation passed (NULL = not tried), and what they cost in US dollars (NULL = calls of their time are retired); a bound login sees its own.';
COMMENT ON COLUMN agora_pipeline.run_scorecard.ratio IS 'Duration over its target; above 1 it took too long.';
GRANT SELECT ON agora_pipeline.run_scorecard TO agora_reader;
