-- How gates do over all runs that a session sees, by the last word in each.
CREATE OR REPLACE VIEW agora_pipeline.gate_pass_rate WITH (security_barrier) AS
SELECT k.gate,
       k.category,
       k.gate_type,
       k.is_blocking,
       k.title,
       count(g.gate_result_id) FILTER (WHERE g.is_last) AS evaluated,
       count(g.gate_result_id) FILTER (WHERE g.is_last AND g.outcome = 'passed') AS passed,
       round(count(*) FILTER (WHERE g.is_last AND g.outcome = 'passed')::numeric / nullif(count(*) FILTER (WHERE g.is_last), 0), 6) AS pass_rate,
       count(*) FILTER (WHERE g.outcome = 'failed') AS failures,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY g.duration_ms::double precision)::numeric AS p95_ms,
       k.target_ms,
       count(*) FILTER (WHERE g.performance IN ('warning', 'error')) AS slow
  FROM agora_pipeline.known_gate AS k
  LEFT JOIN agora_pipeline.recorded_gate AS g ON g.gate = k.gate
 GROUP BY k.gate, k.category, k.gate_type, k.is_blocking, k.title, k.target_ms;

COMMENT ON VIEW agora_pipeline.gate_pass_rate IS 'Each gate over all generation runs that the session sees: in how many it was evaluated and passed in the end, how often it failed before that, too, and its time in milliseconds.';
GRANT SELECT ON agora_pipeline.gate_pass_rate TO agora_reader;
