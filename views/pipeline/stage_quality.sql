-- How stages do over all runs that a session sees.
CREATE OR REPLACE VIEW agora_pipeline.stage_quality WITH (security_barrier) AS
SELECT s.number,
       s.stage,
       count(*) FILTER (WHERE s.status IN ('completed', 'failed')) AS runs,
       round(count(*) FILTER (WHERE s.status = 'completed')::numeric / nullif(count(*) FILTER (WHERE s.status IN ('completed', 'failed')), 0), 6) AS completed_share,
       round(avg(s.quality), 6) AS quality,
       count(s.quality) AS judged,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY s.duration_ms::double precision)::numeric AS p50_ms,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY s.duration_ms::double precision)::numeric AS p95_ms,
       round(avg(s.ratio), 6) AS ratio,
       count(*) FILTER (WHERE s.performance IN ('warning', 'error')) AS slow,
       coalesce(sum(s.tries - 1) FILTER (WHERE s.tries > 1), 0) AS retries,
       coalesce(sum(c.cost_usd), 0)::agora.usd AS cost_usd
  FROM agora_pipeline.recorded_stage AS s
  LEFT JOIN agora_pipeline.run_cost AS c ON c.generation_run_id = s.generation_run_id AND c.stage = s.stage
 GROUP BY s.number, s.stage;

COMMENT ON VIEW agora_pipeline.stage_quality IS 'Each stage over all generation runs that the session sees: how often it completed, its quality, its time in milliseconds and against the target, how often it was slow or tried again, and what its model calls cost in US dollars.';
COMMENT ON COLUMN agora_pipeline.stage_quality.ratio IS 'Mean duration over the target; above 1 it takes too long.';
GRANT SELECT ON agora_pipeline.stage_quality TO agora_reader;
