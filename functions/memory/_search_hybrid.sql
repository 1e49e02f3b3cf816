-- Best documents for a text and its vector: the nearest by each are judged by both, w * dense + (1 - w) * lexical, w =
-- memory.dense_weight. Without a vector the words decide alone. A document that has no vector yet is taken to be as near,
-- measured by the nearest one, as it is alike in words, measured by the most alike one.
-- Errors: 22023 unusable vector, or no model is active.
CREATE OR REPLACE FUNCTION agora_memory._search_hybrid(
    p_kind      text,
    p_query     text,
    p_limit     integer,
    p_category  text,
    p_language  text,
    p_vector    public.vector
)
RETURNS TABLE (object_id bigint, similarity numeric, lexical numeric, dense numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $_search_hybrid$
DECLARE
    v_weight  numeric;
    v_model   bigint;
    v_near    bigint[];
    v_unit    public.vector := public.l2_normalize(p_vector);
BEGIN
    IF p_vector IS NULL THEN
        RETURN QUERY
            SELECT s.object_id, s.similarity, s.similarity, NULL::numeric
              FROM agora_memory._search_documents(p_kind, p_query, p_limit, p_category, p_language) AS s;
        RETURN;
    END IF;
    v_weight := agora.setting_numeric('memory.dense_weight');
    v_model := (agora_memory._active_model(p_kind)).embedding_model_id;
    SELECT array_agg(n.object_id) INTO v_near
      FROM agora_memory._nearest(p_kind, p_vector, p_limit, p_category, p_language) AS n;
    RETURN QUERY
        WITH worded AS MATERIALIZED (
            SELECT s.object_id, s.similarity
              FROM agora_memory._search_documents(p_kind, p_query, p_limit, p_category, p_language, p_including => v_near) AS s
        ), judged AS (
            SELECT c.object_id, coalesce(w.similarity, 0) AS lexical,
                   CASE WHEN e.object_id IS NOT NULL THEN greatest(0, least(1, round((1 - (e.vector OPERATOR(public.<=>) v_unit))::numeric, 6))) END AS dense
              FROM (SELECT u.object_id FROM unnest(v_near) AS u (object_id) UNION SELECT w.object_id FROM worded AS w) AS c
              LEFT JOIN worded AS w ON w.object_id = c.object_id
              LEFT JOIN agora_memory.embedding AS e
                     ON e.embedding_model_id = v_model AND e.kind = p_kind AND e.object_id = c.object_id
        ), best AS (
            SELECT max(j.lexical) FILTER (WHERE j.lexical > 0) AS lexical, max(j.dense) AS dense FROM judged AS j
        )
        SELECT j.object_id, round(v_weight * coalesce(j.dense, b.dense * j.lexical / b.lexical, j.lexical) + (1 - v_weight) * j.lexical, 6),
               j.lexical, j.dense
          FROM judged AS j
         CROSS JOIN best AS b
         ORDER BY 2 DESC, j.object_id
         LIMIT p_limit;
END;
$_search_hybrid$;

COMMENT ON FUNCTION agora_memory._search_hybrid(text, text, integer, text, text, public.vector)
    IS 'Best active documents of a kind, at most p_limit (1 to 1000000), for a text and, where there is one, its vector: similarity and its parts, 0 to 1, best first.';
REVOKE ALL ON FUNCTION agora_memory._search_hybrid(text, text, integer, text, text, public.vector) FROM PUBLIC;
