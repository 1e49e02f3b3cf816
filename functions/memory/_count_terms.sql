-- Active documents per weight tier of each dimension: one row of four counts per dimension, in their order. Served
-- from the term table, scaled by the corpus's growth; from the index itself while the corpus is small, was never
-- counted, or has doubled since.
-- An all-zero row is a term of at most one document.
CREATE OR REPLACE FUNCTION agora_memory._count_terms(
    p_kind        text,
    p_dimensions  integer[]
)
RETURNS real[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_indexscan = on
SET jit = off
AS $_count_terms$
DECLARE
    v_growth  real;
    v_counts  real[];
BEGIN
    SELECT (SELECT max(d.object_id) FROM agora_memory.document AS d WHERE d.kind = p_kind)::real
               / greatest(c.highest_object_id, 1)
      INTO v_growth
      FROM agora_memory.corpus AS c
     WHERE c.kind = p_kind AND c.documents >= 1000;
    IF v_growth < 2 THEN
        SELECT array_agg(coalesce(r.counts, '{0,0,0,0}') ORDER BY q.ordinality) INTO v_counts
          FROM unnest(p_dimensions) WITH ORDINALITY AS q (dimension, ordinality)
          LEFT JOIN (SELECT t.dimension,
                            (SELECT array_agg(n.documents * v_growth ORDER BY n.ordinality)
                               FROM unnest(t.documents) WITH ORDINALITY AS n (documents, ordinality)) AS counts
                       FROM agora_memory.term AS t
                      WHERE t.kind = p_kind AND t.dimension = ANY (p_dimensions)) AS r USING (dimension);
    ELSE
        SELECT array_agg(r.counts ORDER BY q.ordinality) INTO v_counts
          FROM unnest(p_dimensions) WITH ORDINALITY AS q (dimension, ordinality)
          CROSS JOIN LATERAL (SELECT array_agg((SELECT count(*)
                                                  FROM agora_memory.document AS d
                                                 WHERE d.is_active AND d.terms @> ARRAY[4 * q.dimension + k.tier])::real
                                               ORDER BY k.tier) AS counts
                                FROM generate_series(0, 3) AS k (tier)) AS r;
    END IF;
    RETURN v_counts;
END;
$_count_terms$;

COMMENT ON FUNCTION agora_memory._count_terms(text, integer[])
    IS 'Two-dimensional array: for each dimension the active documents that hold it in weight tier 0 to 3.';
REVOKE ALL ON FUNCTION agora_memory._count_terms(text, integer[]) FROM PUBLIC;
