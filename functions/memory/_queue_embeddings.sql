-- Asks for a vector of every model that embeds this kind of document. A document that waits already waits anew: a worker
-- that has it embeds a text that is no longer its text.
-- Locks: the tasks, in the order of the models.
CREATE OR REPLACE FUNCTION agora_memory._queue_embeddings(
    p_kind    text,
    p_object  bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_queue_embeddings$
BEGIN
    INSERT INTO agora_memory.embedding_task AS t (embedding_model_id, kind, object_id, queued_at)
    SELECT m.embedding_model_id, p_kind, p_object, agora.now()
      FROM agora_memory.embedding_model AS m
     WHERE m.retired_at IS NULL AND p_kind = ANY (m.kinds)
     ORDER BY m.embedding_model_id
    ON CONFLICT ON CONSTRAINT embedding_task_pk DO UPDATE
       SET epoch = t.epoch + 1, lease_until = excluded.lease_until, failures = 0, last_error = NULL;
END;
$_queue_embeddings$;

COMMENT ON FUNCTION agora_memory._queue_embeddings(text, bigint)
    IS 'Queue a document for every embedding model of its kind.';
REVOKE ALL ON FUNCTION agora_memory._queue_embeddings(text, bigint) FROM PUBLIC;
