-- How much of what goes wrong has an answer the team can rely on, by category of error and, where category is NULL, in all.
CREATE OR REPLACE VIEW agora_memory.confidence_coverage WITH (security_barrier) AS
WITH rule AS MATERIALIZED (
    SELECT agora_memory.evidence_rule() AS rule
), answered AS (
    SELECT r.error_signature_id, bool_or(j.status = 'confident') AS is_confident
      FROM agora_memory.resolution AS r
     CROSS JOIN rule AS u
     CROSS JOIN LATERAL agora_memory.standing(r, u.rule) AS j
     WHERE r.successes > 0
     GROUP BY r.error_signature_id
), failed AS (
    SELECT a.error_signature_id, count(*) AS attempts
      FROM agora_memory.attempt AS a
     WHERE a.error_signature_id IS NOT NULL
     GROUP BY a.error_signature_id
)
SELECT s.category,
       count(*) AS signatures,
       count(*) FILTER (WHERE w.error_signature_id IS NOT NULL) AS signatures_with_fix,
       count(*) FILTER (WHERE w.is_confident) AS signatures_with_confident_fix,
       round(count(*) FILTER (WHERE w.is_confident)::numeric / nullif(count(*), 0), 6) AS signature_coverage,
       coalesce(sum(f.attempts), 0)::bigint AS attempts,
       coalesce(sum(f.attempts) FILTER (WHERE w.error_signature_id IS NOT NULL), 0)::bigint AS attempts_with_fix,
       coalesce(sum(f.attempts) FILTER (WHERE w.is_confident), 0)::bigint AS attempts_with_confident_fix,
       round(coalesce(sum(f.attempts) FILTER (WHERE w.is_confident), 0) / nullif(sum(f.attempts), 0), 6) AS attempt_coverage
  FROM agora_memory.error_signature AS s
  LEFT JOIN answered AS w ON w.error_signature_id = s.error_signature_id
  LEFT JOIN failed AS f ON f.error_signature_id = s.error_signature_id
 GROUP BY GROUPING SETS ((s.category), ());

COMMENT ON VIEW agora_memory.confidence_coverage IS 'Share of error signatures, and of the attempts that ended with them, that have a fix and a confident fix; per category, and in all where category is NULL.';
GRANT SELECT ON agora_memory.confidence_coverage TO agora_reader;
