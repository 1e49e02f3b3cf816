-- The model that answers searches of a kind of document by vector.
-- Errors: 22023 no model is active.
CREATE OR REPLACE FUNCTION agora_memory._active_model(p_kind text)
RETURNS agora_memory.embedding_model
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_active_model$
DECLARE
    v_model agora_memory.embedding_model;
BEGIN
    SELECT m.* INTO v_model
      FROM agora_memory.embedding_activation AS a
      JOIN agora_memory.embedding_model AS m ON m.embedding_model_id = a.embedding_model_id
     WHERE a.kind = p_kind;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'no embedding model is active',
            DETAIL  = format('kind=%s, and a vector was given', coalesce(p_kind, 'NULL')),
            HINT    = 'Leave the vector out, or register its model with agora_memory.register_embedding_model().';
    END IF;
    RETURN v_model;
END;
$_active_model$;

COMMENT ON FUNCTION agora_memory._active_model(text)
    IS 'The model whose vectors answer searches of a kind of document.';
REVOKE ALL ON FUNCTION agora_memory._active_model(text) FROM PUBLIC;
