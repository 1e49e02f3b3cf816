-- The error itself, where it is known, and others that are like it, most alike first. An error of the same family (type and
-- normalised message, at another place) is at least half alike, the more the likelier its pattern; any other only as far as
-- their patterns share words.
CREATE OR REPLACE FUNCTION agora_memory._similar_errors(
    p_error  agora_memory.normalized_error,
    p_limit  integer
)
RETURNS TABLE (error_signature_id bigint, similarity numeric)
LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
    WITH alike AS (
        SELECT d.object_id AS error_signature_id, least(d.similarity, 0.99) AS similarity
          FROM agora_memory._search_documents('error', concat_ws(' ', p_error.error_type, p_error.pattern), p_limit) AS d
    ), family AS (
        SELECT s.error_signature_id, s.signature = p_error.signature AND s.normalizer_version = p_error.normalizer_version AS is_same
          FROM agora_memory.error_signature AS s
         WHERE s.family = md5(p_error.error_type || E'\n' || p_error.message)
         ORDER BY 2 DESC,
                  (SELECT max(r.confidence) FROM agora_memory.resolution AS r WHERE r.error_signature_id = s.error_signature_id) DESC NULLS LAST,
                  s.error_signature_id
         LIMIT p_limit
    )
    SELECT coalesce(f.error_signature_id, a.error_signature_id),
           CASE
               WHEN f.is_same THEN 1
               WHEN f.error_signature_id IS NOT NULL THEN 0.5 + coalesce(a.similarity, 0) / 2
               ELSE a.similarity
           END
      FROM family AS f
      FULL JOIN alike AS a ON a.error_signature_id = f.error_signature_id
     WHERE f.error_signature_id IS NOT NULL OR a.similarity >= agora.setting_numeric('memory.similar_error_min')
     ORDER BY 2 DESC, 1
     LIMIT p_limit;
END;

COMMENT ON FUNCTION agora_memory._similar_errors(agora_memory.normalized_error, integer)
    IS 'Signatures like an error, at most p_limit (1 to 100): similarity 1 for itself, 0.5 or more for its family, below 1 for others.';
REVOKE ALL ON FUNCTION agora_memory._similar_errors(agora_memory.normalized_error, integer) FROM PUBLIC;
