-- Use of every transform, counted by a job: read usage_statistics, which says how old the figures are.
CREATE MATERIALIZED VIEW agora_memory.mv_usage_statistics AS
SELECT x.transform_id,
       count(*) AS uses,
       count(*) FILTER (WHERE a.status = 'success') AS successes,
       count(DISTINCT a.principal_id) AS users,
       count(DISTINCT a.principal_id) FILTER (WHERE a.principal_id <> t.contributor_id) AS other_users,
       max(a.finished_at) AS last_used_at
  FROM agora_memory.attempt_transform AS x
  JOIN agora_memory.attempt AS a ON a.attempt_id = x.attempt_id
  JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
 WHERE NOT x.is_source
 GROUP BY x.transform_id;

CREATE UNIQUE INDEX mv_usage_statistics_transform_id_uq ON agora_memory.mv_usage_statistics (transform_id);
COMMENT ON MATERIALIZED VIEW agora_memory.mv_usage_statistics IS 'Uses of transforms as of the last run of the job memory.refresh_statistics.';
GRANT SELECT ON agora_memory.mv_usage_statistics TO agora_reader;
