-- The vectors of a model nearest to one, among the documents that pass the filters: one by one, or through HNSW, which scans
-- on until enough of them pass, where pgvector can (0.8). The settings of the planner leave each way one plan: the documents,
-- then the vector of each; or the vectors in the order of HNSW, then the document of each.
CREATE OR REPLACE FUNCTION agora_memory._scan_embeddings(
    p_model     agora_memory.embedding_model,
    p_kind      text,
    p_vector    public.vector,
    p_limit     integer,
    p_category  text,
    p_language  text,
    p_facets    integer[],
    p_exact     boolean
)
RETURNS TABLE (object_id bigint, similarity numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_sort = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET max_parallel_workers_per_gather = 0
SET jit = off
AS $_scan_embeddings$
DECLARE
    v_wanted  integer := greatest(p_limit, agora.setting_integer('memory.dense_ef_search'));
    v_ef      text := current_setting('hnsw.ef_search', true);
    v_scan    text := current_setting('hnsw.iterative_scan', true); -- NULL before pgvector 0.8
BEGIN
    IF NOT p_exact THEN
        PERFORM set_config('hnsw.ef_search', least(v_wanted, 1000)::text, true);
        PERFORM set_config('hnsw.iterative_scan', 'strict_order', true) WHERE v_scan IS NOT NULL;
    END IF;
    RETURN QUERY EXECUTE format($sql$
        SELECT f.object_id, greatest(0, least(1, round((1 - f.distance)::numeric, 6)))
          FROM (SELECT e.object_id, %1$s OPERATOR(public.<=>) $1 AS distance
                  FROM agora_memory.%2$I AS e
                  JOIN agora_memory.document AS d ON d.kind = e.kind AND d.object_id = e.object_id
                 WHERE e.kind = %3$L AND d.kind = %3$L AND d.is_active AND (%4$L::boolean OR d.terms @> $2)
                   AND ($3 IS NULL OR d.category = $3) AND ($4 IS NULL OR d.language = $4)
                 ORDER BY distance
                 LIMIT $5) AS f
         ORDER BY f.distance, f.object_id $sql$,
        CASE WHEN p_exact THEN 'e.vector' ELSE format('e.vector::public.vector(%s)', p_model.dimensions) END,
        'embedding_p' || p_model.embedding_model_id, p_kind, NOT p_exact)
    USING p_vector, p_facets, p_category, p_language, p_limit;
    IF NOT p_exact THEN
        PERFORM set_config('hnsw.ef_search', v_ef, true);
        PERFORM set_config('hnsw.iterative_scan', v_scan, true) WHERE v_scan IS NOT NULL;
    END IF;
END;
$_scan_embeddings$;

COMMENT ON FUNCTION agora_memory._scan_embeddings(agora_memory.embedding_model, text, public.vector, integer, text, text, integer[], boolean)
    IS 'Documents nearest to a vector, at most p_limit (1 to 1000000), with cosine similarity 0 to 1, through HNSW or exactly.';
REVOKE ALL ON FUNCTION agora_memory._scan_embeddings(agora_memory.embedding_model, text, public.vector, integer, text, text, integer[], boolean) FROM PUBLIC;
