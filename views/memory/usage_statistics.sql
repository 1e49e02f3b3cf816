-- Use of transforms, quick to read at any size; refreshed_at says as of when, NULL before the first refresh.
CREATE OR REPLACE VIEW agora_memory.usage_statistics WITH (security_barrier) AS
SELECT t.transform_id,
       t.name,
       t.category,
       t.status,
       u.uses,
       u.successes,
       round(u.successes::numeric / nullif(u.uses, 0), 6) AS success_share,
       u.users,
       u.other_users,
       u.last_used_at,
       s.last_recorded_at AS refreshed_at
  FROM agora_memory.mv_usage_statistics AS u
  JOIN agora_memory.transform AS t ON t.transform_id = u.transform_id
  JOIN agora.job AS j ON j.function_name = 'agora_memory._refresh_statistics'
  JOIN agora.job_status AS s ON s.job = j.job;

COMMENT ON VIEW agora_memory.usage_statistics IS 'Uses of transforms: how many, with what success, by how many principals, as of refreshed_at.';
GRANT SELECT ON agora_memory.usage_statistics TO agora_reader;
