-- How models did, by stage, in the last model.performance_window.
CREATE OR REPLACE VIEW agora_model.model_performance WITH (security_barrier) AS
SELECT p.stage,
       p.model,
       p.calls,
       p.success_share,
       p.rated,
       p.quality,
       p.quality_deviation,
       p.latency_p50_ms,
       p.latency_p95_ms,
       p.latency_p99_ms,
       p.cost_usd,
       p.cost_per_call_usd
  FROM agora_model.performance() AS p;

COMMENT ON VIEW agora_model.model_performance IS 'How models did by stage in the last model.performance_window: calls, success share, quality, latency that 50, 95 and 99 of 100 calls stay within, cost in US dollars; a bound login sees its own calls.';
GRANT SELECT ON agora_model.model_performance TO agora_reader;
