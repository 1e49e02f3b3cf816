-- Queues what lacks a vector, whatever the reason: a model that came while a document was written, an object that became
-- active again. Tasks of documents that searches do not return are forgotten until then.
CREATE OR REPLACE FUNCTION agora_memory._refresh_embedding_queue(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $_refresh_embedding_queue$
DECLARE
    v_forgotten  bigint;
    v_queued     bigint;
BEGIN
    DELETE FROM agora_memory.embedding_task AS t
     WHERE NOT EXISTS (SELECT 1
                         FROM agora_memory.document AS d
                         JOIN agora_memory.embedding_model AS m ON m.embedding_model_id = t.embedding_model_id
                        WHERE d.kind = t.kind AND d.object_id = t.object_id AND d.is_active AND m.retired_at IS NULL);
    GET DIAGNOSTICS v_forgotten = ROW_COUNT;
    INSERT INTO agora_memory.embedding_task (embedding_model_id, kind, object_id, queued_at)
    SELECT m.embedding_model_id, d.kind, d.object_id, agora.now()
      FROM agora_memory.embedding_model AS m
      JOIN agora_memory.document AS d ON d.kind = ANY (m.kinds) AND d.is_active
     WHERE m.retired_at IS NULL
       AND NOT EXISTS (SELECT 1
                         FROM agora_memory.embedding AS e
                        WHERE e.embedding_model_id = m.embedding_model_id AND e.kind = d.kind AND e.object_id = d.object_id)
       AND NOT EXISTS (SELECT 1
                         FROM agora_memory.embedding_task AS t
                        WHERE t.embedding_model_id = m.embedding_model_id AND t.kind = d.kind AND t.object_id = d.object_id)
     ORDER BY m.embedding_model_id, d.kind, d.object_id
     LIMIT p_limit
    ON CONFLICT ON CONSTRAINT embedding_task_pk DO NOTHING;
    GET DIAGNOSTICS v_queued = ROW_COUNT;
    RETURN v_forgotten + v_queued;
END;
$_refresh_embedding_queue$;

COMMENT ON FUNCTION agora_memory._refresh_embedding_queue(integer)
    IS 'Job: queue up to p_limit (1 to 1000000) documents that lack a vector, forget those that searches do not return.';
REVOKE ALL ON FUNCTION agora_memory._refresh_embedding_queue(integer) FROM PUBLIC;
