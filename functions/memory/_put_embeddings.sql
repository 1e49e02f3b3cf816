-- Stores checked vectors as unit vectors and ends the wait of their documents. A vector that comes with an epoch is dropped
-- where that is no longer the task's: superseded.
-- Locks: the tasks, then the vectors, in the order of kind and key.
CREATE OR REPLACE FUNCTION agora_memory._put_embeddings(
    p_model    bigint,
    p_kinds    text[],
    p_objects  bigint[],
    p_epochs   bigint[],
    p_vectors  public.vector[]
)
RETURNS TABLE (kind text, object_id bigint, outcome text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_embeddings$
BEGIN
    PERFORM 1
       FROM agora_memory.embedding_task AS t
       JOIN unnest(p_kinds, p_objects) AS i (kind, object_id) ON i.kind = t.kind AND i.object_id = t.object_id
      WHERE t.embedding_model_id = p_model
      ORDER BY t.kind, t.object_id
        FOR UPDATE OF t;
    -- Dynamic, because only the partition has the key that ON CONFLICT needs.
    RETURN QUERY EXECUTE format($sql$
        WITH done AS (
            DELETE FROM agora_memory.embedding_task AS t
             USING unnest($1, $2, $3) AS i (kind, object_id, epoch)
             WHERE t.embedding_model_id = $5 AND t.kind = i.kind AND t.object_id = i.object_id AND t.epoch = coalesce(i.epoch, t.epoch)
            RETURNING t.kind, t.object_id
        ), item AS (
            SELECT i.kind, i.object_id, i.vector, i.epoch IS NULL OR d.kind IS NOT NULL AS is_wanted
              FROM unnest($1, $2, $3, $4) AS i (kind, object_id, epoch, vector)
              LEFT JOIN done AS d ON d.kind = i.kind AND d.object_id = i.object_id
        ), stored AS (
            INSERT INTO agora_memory.%1$I AS e (embedding_model_id, kind, object_id, vector)
            SELECT $5, i.kind, i.object_id, public.l2_normalize(i.vector) FROM item AS i WHERE i.is_wanted ORDER BY i.kind, i.object_id
            ON CONFLICT ON CONSTRAINT %2$I DO UPDATE
               SET vector = excluded.vector
             WHERE e.vector OPERATOR(public.<>) excluded.vector
        )
        SELECT i.kind, i.object_id, CASE WHEN i.is_wanted THEN 'stored' ELSE 'superseded' END FROM item AS i $sql$,
        'embedding_p' || p_model, 'embedding_p' || p_model || '_pk')
    USING p_kinds, p_objects, p_epochs, p_vectors, p_model;
END;
$_put_embeddings$;

COMMENT ON FUNCTION agora_memory._put_embeddings(bigint, text[], bigint[], bigint[], public.vector[])
    IS 'Store vectors of a model, each as stored or superseded; the shared part of store_embedding() and store_embeddings().';
REVOKE ALL ON FUNCTION agora_memory._put_embeddings(bigint, text[], bigint[], bigint[], public.vector[]) FROM PUBLIC;
