-- What waits for a reviewer, the longest first: transforms that are pending, golden states that are nominated.
CREATE OR REPLACE VIEW agora_memory.review_queue WITH (security_barrier) AS
SELECT 'transform' AS kind,
       t.transform_id AS object_id,
       t.name AS title,
       t.description AS summary,
       t.code,
       t.language,
       t.quality,
       t.contributor_id AS author_id,
       t.recorded_at AS waiting_since
  FROM agora_memory.known_transform AS t
 WHERE t.status = 'pending' AND t.is_usable
 UNION ALL
SELECT 'golden' AS kind,
       g.golden_state_id AS object_id,
       g.problem AS title,
       g.solution AS summary,
       g.code,
       g.language,
       g.quality,
       g.author_id,
       g.nominated_at AS waiting_since
  FROM agora_memory.golden_review AS g;

COMMENT ON VIEW agora_memory.review_queue IS 'Transforms and golden states that wait for a reviewer; decided with agora memory review.';
GRANT SELECT ON agora_memory.review_queue TO agora_reader;
