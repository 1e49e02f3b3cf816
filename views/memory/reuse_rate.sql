-- What is there and what of it somebody else has used: knowledge that only its author uses is not shared.
CREATE OR REPLACE VIEW agora_memory.reuse_rate WITH (security_barrier) AS
SELECT 'transform' AS kind,
       count(*) AS available,
       count(*) FILTER (WHERE u.is_reused) AS reused,
       round(count(*) FILTER (WHERE u.is_reused)::numeric / nullif(count(*), 0), 6) AS reuse_share
  FROM agora_memory.transform AS t
 CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT 1
                        FROM agora_memory.attempt_transform AS x
                        JOIN agora_memory.attempt AS a ON a.attempt_id = x.attempt_id
                       WHERE x.transform_id = t.transform_id AND NOT x.is_source AND a.principal_id <> t.contributor_id) AS is_reused) AS u
 WHERE t.status = 'approved' OR t.status = 'pending';

COMMENT ON VIEW agora_memory.reuse_rate IS 'By kind of knowledge: how many can be used, and how many somebody other than their author has used.';
GRANT SELECT ON agora_memory.reuse_rate TO agora_reader;
