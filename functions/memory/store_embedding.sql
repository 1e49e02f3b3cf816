-- Stores the vector of one document, of any length but zero. (kind, id, model) is the natural key: storing again replaces.
-- Errors: 22023 unusable vector or kind · 42501 also a bound login · ZA001 · ZA002 · ZM040 unknown model · ZM044 unknown document.
-- Locks: the task and the vector.
CREATE OR REPLACE FUNCTION agora_memory.store_embedding(
    p_kind    text,
    p_id      bigint,
    p_model   text,
    p_vector  public.vector,
    p_epoch   bigint DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $store_embedding$
DECLARE
    v_model agora_memory.embedding_model;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_memory._check_worker();
    v_model := agora_memory._embedding_model(p_model);
    PERFORM agora_memory._check_vector('p_vector', p_vector, p_model, v_model.dimensions);
    PERFORM agora_memory._check_embedded(v_model, ARRAY[p_kind], ARRAY[p_id]);
    RETURN (SELECT p.outcome
              FROM agora_memory._put_embeddings(v_model.embedding_model_id, ARRAY[p_kind], ARRAY[p_id], ARRAY[p_epoch], ARRAY[p_vector]) AS p);
END;
$store_embedding$;

COMMENT ON FUNCTION agora_memory.store_embedding(text, bigint, text, public.vector, bigint, bigint)
    IS 'Store the vector that a model made of a document: stored, or superseded where p_epoch is no longer that of its claim.';
REVOKE ALL ON FUNCTION agora_memory.store_embedding(text, bigint, text, public.vector, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.store_embedding(text, bigint, text, public.vector, bigint, bigint) TO agora_service;
