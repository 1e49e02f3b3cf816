-- Drops the vectors of a model that answers no search; its row stays. To retire it again changes nothing.
-- Errors: 42501 · ZA001 · ZA002 · ZM040 unknown model · ZM043 still active.
-- Locks: the model, then ACCESS EXCLUSIVE on its partition.   Emits: memory.embedding_model.retired.v1
CREATE OR REPLACE FUNCTION agora_memory.retire_embedding_model(
    p_model  text,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $retire_embedding_model$
DECLARE
    v_model   agora_memory.embedding_model;
    v_active  text;
BEGIN
    PERFORM agora._act_as(p_actor);
    SELECT m.* INTO v_model FROM agora_memory.embedding_model AS m WHERE m.name = p_model FOR UPDATE;
    IF v_model.retired_at IS NOT NULL THEN
        RETURN;
    END IF;
    v_model := agora_memory._embedding_model(p_model);
    SELECT string_agg(a.kind, ', ' ORDER BY a.kind) INTO v_active
      FROM agora_memory.embedding_activation AS a
     WHERE a.embedding_model_id = v_model.embedding_model_id;
    IF v_active IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM043',
            MESSAGE = 'embedding model is active',
            DETAIL  = format('p_model=%s kinds=%s', p_model, v_active),
            HINT    = 'Switch to another model first, with agora_memory.activate_embedding_model().';
    END IF;
    UPDATE agora_memory.embedding_model AS m SET retired_at = agora.now() WHERE m.embedding_model_id = v_model.embedding_model_id;
    DELETE FROM agora_memory.embedding_task AS t WHERE t.embedding_model_id = v_model.embedding_model_id;
    EXECUTE format('TRUNCATE agora_memory.%I', 'embedding_p' || v_model.embedding_model_id);
    PERFORM agora_event._emit('memory.embedding_model.retired.v1', p_model, jsonb_build_object('model', p_model), NULL, p_actor);
END;
$retire_embedding_model$;

COMMENT ON FUNCTION agora_memory.retire_embedding_model(text, bigint)
    IS 'Drop the vectors of a model that is not active.';
REVOKE ALL ON FUNCTION agora_memory.retire_embedding_model(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.retire_embedding_model(text, bigint) TO agora_operator;
