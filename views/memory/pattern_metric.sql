-- The library in one row.
CREATE OR REPLACE VIEW agora_memory.pattern_metric WITH (security_barrier) AS
SELECT count(*) FILTER (WHERE p.status = 'active') AS active,
       count(*) FILTER (WHERE p.status = 'archived') AS archived,
       count(*) FILTER (WHERE p.status = 'active' AND p.is_library) AS library,
       count(*) FILTER (WHERE p.recorded_at > agora.now() - '1 day'::interval) AS contributed_last_day,
       coalesce(sum(p.versions), 0::numeric)::bigint AS versions,
       round(avg(p.novelty), 6) AS mean_novelty,
       round(avg(p.diversity), 6) AS mean_diversity,
       round(avg(p.quality), 6) AS mean_quality,
       count(DISTINCT p.author_id) AS authors,
       round(count(*) FILTER (WHERE p.uses > 0)::numeric / nullif(count(*), 0), 6) AS reuse_rate,
       round(count(*) FILTER (WHERE p.uses > 10)::numeric / nullif(count(*), 0), 6) AS popular_rate
  FROM agora_memory.known_pattern AS p;

COMMENT ON VIEW agora_memory.pattern_metric IS 'Patterns in numbers: tiers, mean novelty, diversity and quality, and the shares that others used at all and more than ten times.';
COMMENT ON COLUMN agora_memory.pattern_metric.mean_novelty   IS 'Mean novelty, 0..1.';
COMMENT ON COLUMN agora_memory.pattern_metric.mean_diversity IS 'Mean diversity, 0..1.';
GRANT SELECT ON agora_memory.pattern_metric TO agora_reader;
