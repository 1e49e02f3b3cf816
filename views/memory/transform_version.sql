-- Versions of each lineage, side by side.
CREATE OR REPLACE VIEW agora_memory.transform_version WITH (security_barrier) AS
SELECT t.lineage_id,
       t.version,
       string_to_array(t.version, '.')::integer[] AS version_number,
       t.transform_id,
       t.supersedes_id,
       t.name,
       t.status,
       t.status IN ('pending', 'approved') AND t.blocked_at IS NULL AS is_usable,
       t.quality,
       u.uses,
       u.successes AS successful_uses,
       u.failures AS failed_uses,
       u.confidence,
       t.contributor_id,
       t.recorded_at
  FROM agora_memory.transform AS t
  JOIN agora_memory.transform_usage AS u ON u.transform_id = t.transform_id;

COMMENT ON VIEW agora_memory.transform_version IS 'Versions of transforms by lineage, with quality and use of each; order by version_number.';
GRANT SELECT ON agora_memory.transform_version TO agora_reader;
