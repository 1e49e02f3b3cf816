-- Use of every transform, counted by a job: read usage_statistics, which says how old the figures are.
CREATE MATERIALIZED VIEW agora_memory.mv_usage_statistics AS
SELECT u.transform_id,
       count(*) AS uses,
       count(*) FILTER (WHERE u.outcome = 'success') AS successes,
       count(DISTINCT u.principal_id) AS users,
       count(DISTINCT u.principal_id) FILTER (WHERE NOT u.is_own) AS other_users,
       max(u.used_at) AS last_used_at
  FROM agora_memory.transform_use AS u
 GROUP BY u.transform_id;

CREATE UNIQUE INDEX mv_usage_statistics_transform_id_uq ON agora_memory.mv_usage_statistics (transform_id);
COMMENT ON MATERIALIZED VIEW agora_memory.mv_usage_statistics IS 'Uses of transforms as of the last run of the job memory.refresh_statistics.';
GRANT SELECT ON agora_memory.mv_usage_statistics TO agora_reader;
