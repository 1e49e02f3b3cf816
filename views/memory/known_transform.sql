-- Transforms with their use.
CREATE OR REPLACE VIEW agora_memory.known_transform WITH (security_barrier) AS
SELECT t.transform_id,
       t.name,
       t.description,
       t.language,
       t.category,
       t.status,
       t.status IN ('pending', 'approved') AND t.blocked_at IS NULL AS is_usable,
       t.blocked_at,
       t.blocked_reason,
       t.lineage_id,
       t.version,
       t.supersedes_id,
       t.quality,
       agora_memory.quality_tier(t.quality) AS tier,
       t.claimed_quality,
       t.complexity,
       t.novelty,
       t.hash,
       t.normalizer_version,
       t.code,
       t.parameters,
       t.contributor_id,
       t.source_attempt_id,
       t.is_imported,
       u.uses,
       u.successes AS successful_uses,
       u.failures AS failed_uses,
       u.distinct_users,
       u.successful_users,
       round(u.successes::numeric / nullif(u.successes + u.failures, 0), 6) AS success_ratio,
       u.confidence,
       u.last_used_at,
       t.recorded_at
  FROM agora_memory.transform AS t
  JOIN agora_memory.transform_usage AS u ON u.transform_id = t.transform_id;

COMMENT ON VIEW agora_memory.known_transform IS 'Transforms: code, status, version, measured quality, and how often they were used and helped.';
GRANT SELECT ON agora_memory.known_transform TO agora_reader;
