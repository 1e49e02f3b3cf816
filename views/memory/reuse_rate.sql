-- What is there and what of it somebody else has used: knowledge that only its author uses is not shared.
CREATE OR REPLACE VIEW agora_memory.reuse_rate WITH (security_barrier) AS
WITH piece AS (
    SELECT 'transform' AS kind,
           EXISTS (SELECT 1 FROM agora_memory.transform_use AS u WHERE u.transform_id = t.transform_id AND NOT u.is_own) AS is_reused
      FROM agora_memory.known_transform AS t
     WHERE t.is_usable
     UNION ALL
    SELECT 'golden' AS kind,
           g.reuses > 0 AS is_reused
      FROM agora_memory.golden_state AS g
     WHERE g.status = 'approved'
     UNION ALL
    SELECT 'pattern' AS kind,
           EXISTS (SELECT 1 FROM agora_memory.pattern_use AS u WHERE u.pattern_id = p.pattern_id AND NOT u.is_own) AS is_reused
      FROM agora_memory.pattern AS p
     WHERE p.status = 'active'
)
SELECT k.kind,
       count(p.kind) AS available,
       count(*) FILTER (WHERE p.is_reused) AS reused,
       round(count(*) FILTER (WHERE p.is_reused)::numeric / nullif(count(p.kind), 0), 6) AS reuse_share
  FROM (VALUES ('transform'), ('golden'), ('pattern')) AS k(kind)
  LEFT JOIN piece AS p ON p.kind = k.kind
 GROUP BY k.kind;

COMMENT ON VIEW agora_memory.reuse_rate IS 'By kind of knowledge: how many can be used, and how many somebody other than their author has used.';
GRANT SELECT ON agora_memory.reuse_rate TO agora_reader;
