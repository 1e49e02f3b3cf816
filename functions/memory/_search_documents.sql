-- Best documents for a text by BM25: score = sum over the query's terms of frequency * idf * document weight, with
-- idf = ln(1 + (N - n + 0.5) / (n + 0.5)). The GIN index gives candidates, their vectors are scored exactly. Where
-- only few documents pass the filter, all of them are scored, so no filter starves a search.
-- p_including names documents to score beside the best.
-- similarity = score / (k1 + 1) / sum of frequency * idf: the share of the greatest score that any text could have.
CREATE OR REPLACE FUNCTION agora_memory._search_documents(
    p_kind       text,
    p_query      text,
    p_limit      integer DEFAULT 10,
    p_category   text DEFAULT NULL,
    p_language   text DEFAULT NULL,
    p_exact      boolean DEFAULT false,
    p_including  bigint[] DEFAULT NULL
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
    v_k1          double precision := agora.setting_numeric('memory.lexical_k1');
    v_max_chars   integer          := agora.setting_numeric('memory.lexical_query_chars');
    v_max_terms   integer          := agora.setting_numeric('memory.lexical_query_terms');
    v_budget      double precision := greatest(agora.setting_numeric('memory.lexical_budget'), 10.0 * p_limit);
    v_facets      text[] := array_remove(ARRAY['kind', 'category ' || p_category, 'language ' || p_language], NULL);
    v_tokens      record;
    v_counts      real[];
    v_documents   double precision;
    v_passing     double precision;
    v_dimensions  integer[];
    v_weights     real[];
    v_query       public.sparsevec;
    v_greatest    double precision;
    v_scan        text;
    v_facet_keys  integer[];
    v_keys        integer[];
    v_left_keys   integer[];
    v_right_keys  integer[];
BEGIN
    v_tokens := agora_memory.tokenize(p_kind, ARRAY[coalesce(left(p_query, v_max_chars), '')], '{1}', v_facets);
    IF coalesce(cardinality(v_tokens.dimensions), 0) = 0 OR coalesce(p_limit, 0) < 1 THEN
        RETURN;
    END IF;
    v_counts := agora_memory._count_terms(p_kind, v_tokens.facets || v_tokens.dimensions);
    v_documents := greatest(v_counts[1][1], 1);
    SELECT v_documents * exp(sum(ln(least(greatest(v_counts[f.n][1], 1) / v_documents, 1)))),
           array_agg(4 * v_tokens.facets[f.n])
      INTO v_passing, v_facet_keys
      FROM generate_series(1, cardinality(v_facets)) AS f (n);
    SELECT array_agg(w.dimension), array_agg(w.weight), array_agg(w.counts), (v_k1 + 1) * sum(w.weight),
           format('{%s}/134217728', string_agg(w.dimension || ':' || w.weight, ','))::public.sparsevec
      INTO v_dimensions, v_weights, v_counts, v_greatest, v_query
      FROM (SELECT t.dimension, r.counts,
                   (t.frequency * ln(1 + (v_documents - r.documents + 0.5) / (r.documents + 0.5)))::real AS weight
              FROM unnest(v_tokens.dimensions, v_tokens.frequencies) WITH ORDINALITY AS t (dimension, frequency, n)
              CROSS JOIN LATERAL (SELECT array_agg(c.documents) AS counts,
                                         least(sum(c.documents), v_documents) AS documents
                                    FROM unnest(v_counts[cardinality(v_facets) + t.n:cardinality(v_facets) + t.n])
                                      AS c (documents)) AS r
             ORDER BY weight DESC, t.dimension
             LIMIT v_max_terms) AS w;
    IF p_exact OR v_passing <= 8 * v_budget THEN
        v_scan := 'all';
    ELSE
        v_scan := CASE WHEN cardinality(v_facets) > 1 THEN 'filtered' ELSE 'free' END;
        v_budget := v_budget * least(v_documents / v_passing, 10);
        v_keys := agora_memory._choose_keys(v_dimensions, v_weights, v_counts, NULL, v_budget);
        v_budget := least(10 * v_budget, v_documents / 10);
        v_left_keys := agora_memory._choose_keys(v_dimensions, v_weights, v_counts, 0, v_budget);
        v_right_keys := agora_memory._choose_keys(v_dimensions, v_weights, v_counts, 1, v_budget);
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

COMMENT ON FUNCTION agora_memory._search_documents(text, text, integer, text, text, boolean, bigint[])
    IS 'Best active documents of a kind for a text, at most p_limit (1 to 1000; below 1 none), with score and similarity (0 to 1), best first; p_exact scores every document, p_including some beside the best.';
REVOKE ALL ON FUNCTION agora_memory._search_documents(text, text, integer, text, text, boolean, bigint[]) FROM PUBLIC;
