-- Counts the active documents of one kind and of each of its terms. Unchanged rows are not written.
CREATE OR REPLACE FUNCTION agora_memory._count_corpus(p_kind text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $_count_corpus$
BEGIN
    INSERT INTO agora_memory.corpus AS c (kind, documents, highest_object_id, counted_at)
    SELECT p_kind, count(*) FILTER (WHERE d.is_active), max(d.object_id), agora.now()
      FROM agora_memory.document AS d
     WHERE d.kind = p_kind
    HAVING count(*) > 0
    ON CONFLICT ON CONSTRAINT corpus_pk DO UPDATE
       SET documents = excluded.documents, highest_object_id = excluded.highest_object_id,
           counted_at = excluded.counted_at;
    WITH counted AS MATERIALIZED (
        SELECT k.key / 4 AS dimension,
               ARRAY[coalesce(sum(k.documents) FILTER (WHERE k.key % 4 = 0), 0),
                     coalesce(sum(k.documents) FILTER (WHERE k.key % 4 = 1), 0),
                     coalesce(sum(k.documents) FILTER (WHERE k.key % 4 = 2), 0),
                     coalesce(sum(k.documents) FILTER (WHERE k.key % 4 = 3), 0)]::integer[] AS documents
          FROM (SELECT u.key, count(*) AS documents
                  FROM agora_memory.document AS d
                  CROSS JOIN LATERAL unnest(d.terms) AS u (key)
                 WHERE d.kind = p_kind AND d.is_active
                 GROUP BY u.key) AS k
         GROUP BY k.key / 4
        HAVING sum(k.documents) > 1
    ), removed AS (
        DELETE FROM agora_memory.term AS t
         WHERE t.kind = p_kind AND NOT EXISTS (SELECT 1 FROM counted AS c WHERE c.dimension = t.dimension)
    )
    INSERT INTO agora_memory.term AS t (kind, dimension, documents)
    SELECT p_kind, c.dimension, c.documents FROM counted AS c
    ON CONFLICT ON CONSTRAINT term_pk DO UPDATE
       SET documents = excluded.documents
     WHERE t.documents <> excluded.documents;
END;
$_count_corpus$;

COMMENT ON FUNCTION agora_memory._count_corpus(text)
    IS 'Count documents and document frequencies of one kind anew.';
REVOKE ALL ON FUNCTION agora_memory._count_corpus(text) FROM PUBLIC;
