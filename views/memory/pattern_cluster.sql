-- Patterns that belong together, as the library groups them.
CREATE OR REPLACE VIEW agora_memory.pattern_cluster WITH (security_barrier) AS
SELECT p.cluster_id,
       min(p.name) FILTER (WHERE p.pattern_id = p.cluster_id) AS name,
       count(*) AS patterns,
       count(*) FILTER (WHERE p.status = 'active') AS active,
       sum(p.versions)::bigint AS instances,
       count(DISTINCT p.author_id) AS authors,
       max(p.quality) AS best_quality,
       sum(p.uses)::bigint AS uses,
       sum(p.successes)::bigint AS successes
  FROM agora_memory.pattern AS p
 GROUP BY p.cluster_id;

COMMENT ON VIEW agora_memory.pattern_cluster IS 'Clusters of patterns with their members, versions and uses.';
GRANT SELECT ON agora_memory.pattern_cluster TO agora_reader;
