-- What a search by words reads: the weights of the query's terms, and, unless so few documents pass the filter that all of them are
-- scored, the index keys that give the candidates. p_is_bounded leaves out keys of more documents than the budget where pairs of
-- keys find what there is: for who knows the best documents of common words another way.
CREATE OR REPLACE FUNCTION agora_memory._plan_search(
    p_kind        text,
    p_query       text,
    p_limit       integer,
    p_facets      text[],
    p_exact       boolean,
    p_is_bounded  boolean
)
RETURNS agora_memory.search_plan
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET extra_float_digits = 1
SET plan_cache_mode = force_generic_plan
AS $_plan_search$
DECLARE
    v_k1          double precision := agora.setting_numeric('memory.lexical_k1');
    v_max_chars   integer          := agora.setting_numeric('memory.lexical_query_chars');
    v_max_terms   integer          := agora.setting_numeric('memory.lexical_query_terms');
    v_budget      double precision := greatest(agora.setting_numeric('memory.lexical_budget'), 10.0 * p_limit);
    v_pairs       double precision;
    v_tokens      record;
    v_counts      real[];
    v_documents   double precision;
    v_passing     double precision;
    v_dimensions  integer[];
    v_weights     real[];
    v_plan        agora_memory.search_plan;
BEGIN
    v_tokens := agora_memory.tokenize(p_kind, ARRAY[coalesce(left(p_query, v_max_chars), '')], '{1}', p_facets);
    IF coalesce(cardinality(v_tokens.dimensions), 0) = 0 OR coalesce(p_limit, 0) < 1 THEN
        RETURN NULL;
    END IF;
    v_counts := agora_memory._count_terms(p_kind, v_tokens.facets || v_tokens.dimensions);
    v_documents := greatest(v_counts[1][1], 1);
    SELECT v_documents * exp(sum(ln(least(greatest(v_counts[f.n][1], 1) / v_documents, 1)))),
           array_agg(4 * v_tokens.facets[f.n])
      INTO v_passing, v_plan.facet_keys
      FROM generate_series(1, cardinality(p_facets)) AS f (n);
    SELECT array_agg(w.dimension), array_agg(w.weight), array_agg(w.counts), (v_k1 + 1) * sum(w.weight),
           format('{%s}/134217728', string_agg(w.dimension || ':' || w.weight, ','))::public.sparsevec
      INTO v_dimensions, v_weights, v_counts, v_plan.greatest, v_plan.query
      FROM (SELECT t.dimension, r.counts,
                   (t.frequency * ln(1 + (v_documents - r.documents + 0.5) / (r.documents + 0.5)))::real AS weight
              FROM unnest(v_tokens.dimensions, v_tokens.frequencies) WITH ORDINALITY AS t (dimension, frequency, n)
              CROSS JOIN LATERAL (SELECT array_agg(c.documents) AS counts,
                                         least(sum(c.documents), v_documents) AS documents
                                    FROM unnest(v_counts[cardinality(p_facets) + t.n:cardinality(p_facets) + t.n])
                                      AS c (documents)) AS r
             ORDER BY weight DESC, t.dimension
             LIMIT v_max_terms) AS w;
    IF p_exact OR v_passing <= 8 * v_budget THEN
        v_plan.scan := 'all';
        RETURN v_plan;
    END IF;
    v_plan.scan := CASE WHEN cardinality(p_facets) > 1 THEN 'filtered' ELSE 'free' END;
    v_budget := v_budget * least(v_documents / v_passing, 10);
    v_pairs := least(10 * v_budget, v_documents / 10);
    v_plan.left_keys := agora_memory._choose_keys(v_dimensions, v_weights, v_counts, 0, v_pairs, p_is_bounded);
    v_plan.right_keys := agora_memory._choose_keys(v_dimensions, v_weights, v_counts, 1, v_pairs, p_is_bounded);
    v_plan.keys := agora_memory._choose_keys(v_dimensions, v_weights, v_counts, NULL, v_budget,
                                             p_is_bounded AND v_plan.right_keys <> '{}');
    RETURN v_plan;
END;
$_plan_search$;

COMMENT ON FUNCTION agora_memory._plan_search(text, text, integer, text[], boolean, boolean)
    IS 'How to search the documents of a kind for at most p_limit (1 to 1000) that a text finds; NULL where there is nothing to look for.';
REVOKE ALL ON FUNCTION agora_memory._plan_search(text, text, integer, text[], boolean, boolean) FROM PUBLIC;
