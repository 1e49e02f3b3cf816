-- Takes back what claim_documents() handed out: an array of {kind, object_id, epoch, vector}, or with error in place of the
-- vector where the document could not be embedded; that one waits, twice as long after each failure. All or nothing where an
-- item is malformed.
-- Errors: 22023 · 42501 also a bound login · ZA001 · ZA002 · ZM040 unknown model · ZM044 unknown document.
-- Locks: the tasks, then the vectors, in the order of kind and key.
CREATE OR REPLACE FUNCTION agora_memory.store_embeddings(
    p_model  text,
    p_items  jsonb,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS TABLE (kind text, object_id bigint, outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $store_embeddings$
DECLARE
    v_backoff  interval := agora.setting_interval('memory.embedding_backoff');
    v_now      timestamptz := agora.now();
    v_model    agora_memory.embedding_model;
    v_kinds    text[];
    v_objects  bigint[];
    v_epochs   bigint[];
    v_vectors  public.vector[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_memory._check_worker();
    v_model := agora_memory._embedding_model(p_model);
    PERFORM agora_memory._check_embedding_items(p_items, v_model.dimensions);
    SELECT array_agg(i.item ->> 'kind'), array_agg((i.item ->> 'object_id')::bigint) INTO v_kinds, v_objects
      FROM jsonb_array_elements(p_items) AS i (item);
    PERFORM agora_memory._check_embedded(v_model, v_kinds, v_objects);

    SELECT array_agg(i.item ->> 'kind'), array_agg((i.item ->> 'object_id')::bigint), array_agg((i.item ->> 'epoch')::bigint),
           array_agg((i.item ->> 'vector')::public.vector)
      INTO v_kinds, v_objects, v_epochs, v_vectors
      FROM jsonb_array_elements(p_items) AS i (item)
     WHERE i.item ? 'vector';
    PERFORM agora_memory._check_vector('vector', v.vector, p_model, v_model.dimensions) FROM unnest(v_vectors) AS v (vector);
    RETURN QUERY
        SELECT p.kind, p.object_id, p.outcome
          FROM agora_memory._put_embeddings(v_model.embedding_model_id, v_kinds, v_objects, v_epochs, v_vectors) AS p
         ORDER BY p.kind, p.object_id;

    RETURN QUERY
        WITH failed AS (
            SELECT i.item ->> 'kind' AS kind, (i.item ->> 'object_id')::bigint AS object_id, (i.item ->> 'epoch')::bigint AS epoch,
                   left(agora_memory._redact(i.item ->> 'error'), 1000) AS error
              FROM jsonb_array_elements(p_items) AS i (item)
             WHERE i.item ? 'error'
        ), marked AS (
            UPDATE agora_memory.embedding_task AS t
               SET failures = t.failures + 1, last_error = f.error,
                   lease_until = v_now + least(v_backoff * 2 ^ t.failures, interval '1 day')
              FROM failed AS f
             WHERE t.embedding_model_id = v_model.embedding_model_id AND t.kind = f.kind AND t.object_id = f.object_id
               AND t.epoch = coalesce(f.epoch, t.epoch)
            RETURNING t.kind, t.object_id
        )
        SELECT f.kind, f.object_id, CASE WHEN m.kind IS NULL THEN 'superseded' ELSE 'failed' END
          FROM failed AS f
          LEFT JOIN marked AS m ON m.kind = f.kind AND m.object_id = f.object_id
         ORDER BY f.kind, f.object_id;
END;
$store_embeddings$;

COMMENT ON FUNCTION agora_memory.store_embeddings(text, jsonb, bigint)
    IS 'Store the vectors, or errors, of claimed documents as a JSON array; each item is stored, failed or superseded.';
REVOKE ALL ON FUNCTION agora_memory.store_embeddings(text, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.store_embeddings(text, jsonb, bigint) TO agora_service;
