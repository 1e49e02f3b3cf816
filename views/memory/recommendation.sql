-- Every item of the manifests that are kept, and what became of it. An attempt that worked with the manifest used the item if
-- its approach is the one recommended, if it names that transform, or if it reused that golden state or pattern.
CREATE OR REPLACE VIEW agora_memory.recommendation WITH (security_barrier) AS
SELECT i.manifest_id,
       i.item,
       i.section,
       s.object_kind,
       i.object_id,
       m.principal_id,
       m.given_at,
       u.uses,
       u.successes,
       r.helpful,
       r.unhelpful
  FROM agora_memory.manifest_item AS i
  JOIN agora_memory.manifest_section AS s ON s.section = i.section
  JOIN agora_memory.manifest AS m ON m.manifest_id = i.manifest_id
  LEFT JOIN agora_memory.resolution AS f ON f.resolution_id = i.object_id AND s.object_kind = 'resolution'
 CROSS JOIN LATERAL (
       SELECT CASE s.object_kind WHEN 'transform' THEN i.object_id ELSE f.transform_id END AS transform_id,
              CASE s.object_kind WHEN 'transform' THEN 'transform:' || i.object_id ELSE f.approach_key END AS approach_key) AS k
 CROSS JOIN LATERAL (
       SELECT count(*) AS uses, count(*) FILTER (WHERE a.status = 'success') AS successes
         FROM agora_memory.manifest_use AS x
         JOIN agora_memory.attempt AS a ON a.attempt_id = x.attempt_id
        WHERE x.manifest_id = i.manifest_id
          AND (a.approach_key = k.approach_key
               OR EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS t
                           WHERE t.attempt_id = a.attempt_id AND t.transform_id = k.transform_id AND NOT t.is_source)
               OR s.object_kind = 'golden'
                  AND EXISTS (SELECT 1 FROM agora_memory.golden_reuse AS g WHERE g.attempt_id = a.attempt_id AND g.golden_state_id = i.object_id)
               OR s.object_kind = 'pattern'
                  AND EXISTS (SELECT 1 FROM agora_memory.pattern_use AS p WHERE p.attempt_id = a.attempt_id AND p.pattern_id = i.object_id))) AS u
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE l.is_helpful) AS helpful, count(*) FILTER (WHERE NOT l.is_helpful) AS unhelpful
         FROM (SELECT DISTINCT ON (x.principal_id) x.is_helpful
                 FROM agora_memory.manifest_rating AS x
                WHERE x.manifest_id = i.manifest_id AND x.item = i.item
                ORDER BY x.principal_id, x.manifest_rating_id DESC) AS l) AS r;

COMMENT ON VIEW agora_memory.recommendation IS 'Items of manifests: attempts that used them, with how much success, and the last rating of each principal.';
GRANT SELECT ON agora_memory.recommendation TO agora_reader;
