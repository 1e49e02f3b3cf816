-- Transforms with their use.
CREATE OR REPLACE VIEW agora_memory.known_transform WITH (security_barrier) AS
SELECT t.transform_id,
       t.name,
       t.description,
       t.language,
       t.category,
       t.status,
       t.quality,
       t.complexity,
       t.novelty,
       t.hash,
       t.normalizer_version,
       t.code,
       t.contributor_id,
       t.source_attempt_id,
       t.is_imported,
       u.uses,
       u.successful_uses,
       t.recorded_at
  FROM agora_memory.transform AS t
 CROSS JOIN LATERAL (
       SELECT count(*) AS uses, count(*) FILTER (WHERE a.status = 'success') AS successful_uses
         FROM agora_memory.attempt_transform AS x
         JOIN agora_memory.attempt AS a ON a.attempt_id = x.attempt_id
        WHERE x.transform_id = t.transform_id AND NOT x.is_source) AS u;

COMMENT ON VIEW agora_memory.known_transform IS 'Transforms: code, status, scores, and how often they were used and helped.';
GRANT SELECT ON agora_memory.known_transform TO agora_reader;
