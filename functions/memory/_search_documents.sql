-- Best documents for a text by BM25: score = sum over the query's terms of frequency * idf * document weight, with
-- idf = ln(1 + (N - n + 0.5) / (n + 0.5)). The GIN index gives candidates, their vectors are scored exactly. Where
-- only few documents pass the filter, all of them are scored, so no filter starves a search.
-- p_including names documents to score beside the best; p_is_bounded reads no key of more documents than the budget (_plan_search).
-- similarity = score / (k1 + 1) / sum of frequency * idf: the share of the greatest score that any text could have.
CREATE OR REPLACE FUNCTION agora_memory._search_documents(
    p_kind        text,
    p_query       text,
    p_limit       integer DEFAULT 10,
    p_category    text DEFAULT NULL,
    p_language    text DEFAULT NULL,
    p_exact       boolean DEFAULT false,
    p_including   bigint[] DEFAULT NULL,
    p_is_bounded  boolean DEFAULT false
)
RETURNS TABLE (object_id bigint, score real, similarity numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_indexscan = off
SET max_parallel_workers_per_gather = 0
SET jit = off
AS $_search_documents$
DECLARE
    v_facets      text[] := array_remove(ARRAY['kind', 'category ' || p_category, 'language ' || p_language], NULL);
    v_plan        agora_memory.search_plan := agora_memory._plan_search(p_kind, p_query, p_limit, v_facets, p_exact, p_is_bounded);
    v_scan        text               := v_plan.scan;
    v_query       public.sparsevec   := v_plan.query;
    v_greatest    double precision   := v_plan.greatest;
    v_facet_keys  integer[]          := v_plan.facet_keys;
    v_keys        integer[]          := v_plan.keys;
    v_left_keys   integer[]          := v_plan.left_keys;
    v_right_keys  integer[]          := v_plan.right_keys;
BEGIN
    IF v_plan IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH best AS MATERIALIZED (
        SELECT c.object_id, c.vector OPERATOR(public.<#>) v_query AS distance
          FROM (SELECT d.* FROM agora_memory.document AS d
                 WHERE v_scan = 'all' AND d.is_active AND d.terms @> v_facet_keys
                 UNION ALL
                SELECT d.* FROM agora_memory.document AS d
                 WHERE v_scan = 'free' AND d.is_active
                   AND (d.terms && v_keys OR d.terms && v_left_keys AND d.terms && v_right_keys)
                 UNION ALL
                SELECT d.* FROM agora_memory.document AS d
                 WHERE v_scan = 'filtered' AND d.is_active
                   AND (d.terms && v_keys AND d.terms @> v_facet_keys
                        OR d.terms && v_left_keys AND d.terms && v_right_keys AND d.terms @> v_facet_keys)) AS c
         WHERE c.kind = p_kind
           AND (p_category IS NULL OR c.category = p_category)
           AND (p_language IS NULL OR c.language = p_language)
         ORDER BY distance, c.object_id
         LIMIT p_limit
    ), scored AS (
        SELECT b.object_id, b.distance FROM best AS b
         UNION
        SELECT d.object_id, d.vector OPERATOR(public.<#>) v_query
          FROM agora_memory.document AS d
         WHERE d.kind = p_kind AND d.object_id = ANY (p_including)
    )
    SELECT f.object_id, -f.distance::real, round((-f.distance / v_greatest)::numeric, 6)
      FROM scored AS f
     WHERE f.distance < 0
     ORDER BY f.distance, f.object_id;
END;
$_search_documents$;

COMMENT ON FUNCTION agora_memory._search_documents(text, text, integer, text, text, boolean, bigint[], boolean)
    IS 'Best active documents of a kind for a text, at most p_limit (1 to 1000; below 1 none), with score and similarity (0 to 1), best first; p_exact scores every document, p_including some beside the best, p_is_bounded no more than the budget.';
REVOKE ALL ON FUNCTION agora_memory._search_documents(text, text, integer, text, text, boolean, bigint[], boolean) FROM PUBLIC;
