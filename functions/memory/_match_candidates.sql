-- Transforms that may be shown for a problem, as many as asked for or more, most similar first. What the index does not know
-- must not starve the search: it is widened until enough pass or all were seen.
CREATE OR REPLACE FUNCTION agora_memory._match_candidates(
    p_problem      text,
    p_limit        integer,
    p_category     text,
    p_language     text,
    p_min_quality  numeric,
    p_vector       public.vector,
    p_status       text
)
RETURNS TABLE (transform_id bigint, similarity numeric, lexical numeric, dense numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $_match_candidates$
DECLARE
    v_pool     integer := p_limit * 4 + 10;
    v_found    bigint;
    v_ids      bigint[];
    v_alike    numeric[];
    v_lexical  numeric[];
    v_dense    numeric[];
BEGIN
    LOOP
        SELECT count(*), array_agg(t.transform_id) FILTER (WHERE t.transform_id IS NOT NULL), array_agg(s.similarity) FILTER (WHERE t.transform_id IS NOT NULL),
               array_agg(s.lexical) FILTER (WHERE t.transform_id IS NOT NULL), array_agg(s.dense) FILTER (WHERE t.transform_id IS NOT NULL)
          INTO v_found, v_ids, v_alike, v_lexical, v_dense
          FROM agora_memory._search_hybrid('transform', p_problem, v_pool, p_category, p_language, p_vector) AS s
          LEFT JOIN agora_memory.transform AS t
            ON t.transform_id = s.object_id AND agora_memory._is_usable(t) AND (p_status IS NULL OR t.status = p_status) AND (p_min_quality IS NULL OR t.quality >= p_min_quality);
        EXIT WHEN cardinality(v_ids) >= p_limit OR v_found < v_pool;
        v_pool := v_pool * 10;
    END LOOP;
    RETURN QUERY SELECT u.transform_id, u.similarity, u.lexical, u.dense
                   FROM unnest(v_ids, v_alike, v_lexical, v_dense) AS u (transform_id, similarity, lexical, dense);
END;
$_match_candidates$;

COMMENT ON FUNCTION agora_memory._match_candidates(text, integer, text, text, numeric, public.vector, text)
    IS 'Usable transforms most similar to a problem, at least p_limit (1 to 100) of them if there are.';
REVOKE ALL ON FUNCTION agora_memory._match_candidates(text, integer, text, text, numeric, public.vector, text) FROM PUBLIC;
