-- Whether being told helps: attempts that worked with a manifest beside those that did not. Warnings are no offers, so known
-- failures do not count among the recommendations.
CREATE OR REPLACE VIEW agora_memory.recommendation_effect WITH (security_barrier) AS
WITH ended AS (
    SELECT EXISTS (SELECT 1 FROM agora_memory.manifest_use AS u WHERE u.attempt_id = a.attempt_id) AS with_manifest,
           a.status = 'success' AS is_success,
           a.quality
      FROM agora_memory.attempt AS a
     WHERE a.finished_at IS NOT NULL AND a.status <> 'cancelled'
), offered AS (
    SELECT true AS with_manifest,
           count(*) AS recommendations,
           count(*) FILTER (WHERE r.uses > 0) AS used,
           sum(r.helpful)::bigint AS helpful,
           sum(r.unhelpful)::bigint AS unhelpful
      FROM agora_memory.recommendation AS r
     WHERE r.section <> 'known_failures'
)
SELECT g.with_manifest,
       count(e.with_manifest) AS attempts,
       count(*) FILTER (WHERE e.is_success) AS successes,
       round(count(*) FILTER (WHERE e.is_success)::numeric / nullif(count(e.with_manifest), 0), 6) AS success_share,
       round(avg(e.quality), 6) AS mean_quality,
       max(o.recommendations) AS recommendations,
       max(o.used) AS used_recommendations,
       round(max(o.used)::numeric / nullif(max(o.recommendations), 0), 6) AS reuse_share,
       max(o.helpful + o.unhelpful) AS ratings,
       round(max(o.helpful)::numeric / nullif(max(o.helpful + o.unhelpful), 0), 6) AS helpful_share
  FROM (VALUES (true), (false)) AS g(with_manifest)
  LEFT JOIN ended AS e ON e.with_manifest = g.with_manifest
  LEFT JOIN offered AS o ON o.with_manifest = g.with_manifest
 GROUP BY g.with_manifest;

COMMENT ON VIEW agora_memory.recommendation_effect IS 'Attempts with and without a manifest: success, and of what was recommended the shares that were used and found helpful.';
GRANT SELECT ON agora_memory.recommendation_effect TO agora_reader;
