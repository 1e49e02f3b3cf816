-- Runs day by day, in UTC.
CREATE OR REPLACE VIEW agora_pipeline.success_trend WITH (security_barrier) AS
SELECT (r.finished_at AT TIME ZONE 'UTC')::date AS day,
       r.mode,
       r.pipeline_version,
       count(*) AS runs,
       count(*) FILTER (WHERE r.status = 'success') AS successes,
       round(count(*) FILTER (WHERE r.status = 'success')::numeric / count(*), 6) AS success_rate,
       round(avg(r.quality), 6) AS quality,
       round(avg(r.score), 6) AS score,
       CASE WHEN count(r.cost_usd) = count(*) THEN sum(r.cost_usd)::agora.usd END AS cost_usd
  FROM agora_pipeline.run_scorecard AS r
 WHERE r.finished_at IS NOT NULL
 GROUP BY (r.finished_at AT TIME ZONE 'UTC')::date, r.mode, r.pipeline_version;

COMMENT ON VIEW agora_pipeline.success_trend IS 'Generation runs that ended, by day (UTC), mode and version of the pipeline: how many succeeded, their quality and score, and what they cost in US dollars; of all runs that the session sees.';
GRANT SELECT ON agora_pipeline.success_trend TO agora_reader;
