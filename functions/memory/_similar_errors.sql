-- The error itself, where it is known, and others like it that have a usable fix: those whose similarity times confidence of the
-- surest fix is highest. An error of the same family (type and normalised message, at another place) is at least half alike, the
-- more the likelier its pattern; any other only as far as their patterns share words. Of a family, however large, the errors
-- with the surest fixes are read from an index and scored, so the search by words need not read all that share its message.
CREATE OR REPLACE FUNCTION agora_memory._similar_errors(
    p_error  agora_memory.normalized_error,
    p_limit  integer
)
RETURNS TABLE (error_signature_id bigint, similarity numeric)
LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
    WITH best AS (
        SELECT r.error_signature_id, r.confidence
          FROM agora_memory.resolution AS r
          LEFT JOIN agora_memory.transform AS t ON t.transform_id = r.transform_id
         WHERE r.family = md5(p_error.error_type || E'\n' || p_error.message)
           AND r.successes > 0
           AND (r.transform_id IS NULL OR agora_memory._is_usable(t))
         ORDER BY r.confidence DESC, r.last_success_at DESC
         LIMIT 5 * p_limit
    ), alike AS (
        SELECT d.object_id AS error_signature_id, least(d.similarity, 0.99) AS similarity, f.confidence
          FROM agora_memory._search_documents('signature', concat_ws(' ', p_error.error_type, p_error.pattern), 5 * p_limit,
                                              p_including => (SELECT array_agg(b.error_signature_id) AS ids FROM best AS b),
                                              p_is_bounded => true) AS d
         CROSS JOIN LATERAL (
               SELECT r.confidence
                 FROM agora_memory.resolution AS r
                WHERE r.error_signature_id = d.object_id AND r.successes > 0
                ORDER BY r.confidence DESC
                LIMIT 1) AS f
    ), family AS (
        SELECT s.error_signature_id, 1 AS confidence, true AS is_same
          FROM agora_memory.error_signature AS s
         WHERE s.signature = p_error.signature AND s.normalizer_version = p_error.normalizer_version
         UNION ALL
        SELECT b.error_signature_id, b.confidence, false AS is_same
          FROM best AS b
    ), known AS (
        SELECT f.error_signature_id, max(f.confidence) AS confidence, bool_or(f.is_same) AS is_same
          FROM family AS f
         GROUP BY f.error_signature_id
    )
    SELECT c.error_signature_id, c.similarity
      FROM (SELECT coalesce(k.error_signature_id, a.error_signature_id) AS error_signature_id,
                   CASE
                       WHEN k.is_same THEN 1
                       WHEN k.error_signature_id IS NOT NULL THEN 0.5 + coalesce(a.similarity, 0) / 2
                       ELSE a.similarity
                   END AS similarity,
                   coalesce(k.confidence, a.confidence) AS confidence,
                   coalesce(k.is_same, false) AS is_same
              FROM known AS k
              FULL JOIN alike AS a ON a.error_signature_id = k.error_signature_id
             WHERE k.error_signature_id IS NOT NULL OR a.similarity >= (SELECT agora.setting_numeric('memory.similar_error_min') AS least)) AS c
     ORDER BY c.is_same DESC, c.similarity * c.confidence DESC, c.error_signature_id
     LIMIT p_limit;
END;

COMMENT ON FUNCTION agora_memory._similar_errors(agora_memory.normalized_error, integer)
    IS 'Signatures like an error, with fixes, at most p_limit (1 to 100): similarity 1 for itself, 0.5 or more for its family, below 1 for others.';
REVOKE ALL ON FUNCTION agora_memory._similar_errors(agora_memory.normalized_error, integer) FROM PUBLIC;
