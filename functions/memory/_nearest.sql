-- Documents of a kind nearest to a vector of its active model, by cosine. Where few documents pass the filters, all of them
-- are compared, and so they are where HNSW gives up before enough have passed: no filter starves a search.
-- Errors: 22023 unusable vector, or no model is active.
CREATE OR REPLACE FUNCTION agora_memory._nearest(
    p_kind      text,
    p_vector    public.vector,
    p_limit     integer,
    p_category  text    DEFAULT NULL,
    p_language  text    DEFAULT NULL,
    p_exact     boolean DEFAULT false
)
RETURNS TABLE (object_id bigint, similarity numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $_nearest$
DECLARE
    v_model      agora_memory.embedding_model := agora_memory._active_model(p_kind);
    v_facets     text[] := array_remove(ARRAY['kind', 'category ' || p_category, 'language ' || p_language], NULL);
    v_keys       integer[];
    v_counts     real[];
    v_passing    double precision;
    v_objects    bigint[];
    v_alike      numeric[];
BEGIN
    PERFORM agora_memory._check_vector('p_vector', p_vector, v_model.name, v_model.dimensions);
    p_vector := public.l2_normalize(p_vector); -- else very long and very short ones would overflow
    v_keys := (agora_memory.tokenize(p_kind, ARRAY[''], '{1}', v_facets)).facets;
    v_counts := agora_memory._count_terms(p_kind, v_keys);
    SELECT min(v_counts[f.n][1]), array_agg(4 * v_keys[f.n]) INTO v_passing, v_keys
      FROM generate_series(1, cardinality(v_keys)) AS f (n);
    IF NOT p_exact AND v_passing > agora.setting_integer('memory.dense_exact') THEN
        SELECT array_agg(s.object_id), array_agg(s.similarity) INTO v_objects, v_alike
          FROM agora_memory._scan_embeddings(v_model, p_kind, p_vector, p_limit, p_category, p_language, v_keys, false) AS s;
        IF cardinality(v_objects) = p_limit THEN
            RETURN QUERY SELECT u.object_id, u.similarity FROM unnest(v_objects, v_alike) AS u (object_id, similarity);
            RETURN;
        END IF;
    END IF;
    RETURN QUERY
        SELECT s.object_id, s.similarity
          FROM agora_memory._scan_embeddings(v_model, p_kind, p_vector, p_limit, p_category, p_language, v_keys, true) AS s;
END;
$_nearest$;

COMMENT ON FUNCTION agora_memory._nearest(text, public.vector, integer, text, text, boolean)
    IS 'Active documents of a kind nearest to a vector, at most p_limit (1 to 1000000), with similarity (cosine, 0 to 1), best first; p_exact compares every one.';
REVOKE ALL ON FUNCTION agora_memory._nearest(text, public.vector, integer, text, text, boolean) FROM PUBLIC;
