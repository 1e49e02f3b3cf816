-- Lets a model answer searches, of one kind of document or of all its kinds, from this commit on; until then the old one
-- does. A switch while many vectors are missing would make searches worse, so it takes p_force.
-- Errors: 22023 not a kind of the model · 42501 · ZA001 · ZA002 · ZM040 unknown model · ZM042 vectors are missing.
-- Locks: the activations, in the order of the kinds.   Emits: memory.embedding_model.activated.v1
CREATE OR REPLACE FUNCTION agora_memory.activate_embedding_model(
    p_model  text,
    p_kind   text    DEFAULT NULL,
    p_force  boolean DEFAULT false,
    p_actor  bigint  DEFAULT agora.current_principal()
)
RETURNS text[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $activate_embedding_model$
DECLARE
    v_model    agora_memory.embedding_model;
    v_kinds    text[];
    v_missing  text;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_model := agora_memory._embedding_model(p_model);
    IF p_kind <> ALL (v_model.kinds) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'the model does not embed this kind of document',
            DETAIL  = format('p_model=%s p_kind=%s kinds=%s', p_model, left(p_kind, 200), v_model.kinds),
            HINT    = 'Register a model for it with agora_memory.register_embedding_model().';
    END IF;
    -- Nothing is retired meanwhile.
    PERFORM 1 FROM agora_memory.embedding_model AS m WHERE m.embedding_model_id = v_model.embedding_model_id FOR KEY SHARE;
    v_kinds := CASE WHEN p_kind IS NULL THEN v_model.kinds ELSE ARRAY[p_kind] END;
    IF NOT coalesce(p_force, false) THEN
        SELECT string_agg(format('%s: %s of %s', c.kind, c.embedded, c.documents), ', ' ORDER BY c.kind) INTO v_missing
          FROM agora_memory.embedding_coverage AS c
         WHERE c.model = p_model AND c.kind = ANY (v_kinds) AND c.coverage < agora.setting_numeric('memory.embedding_coverage_min');
        IF v_missing IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM042',
                MESSAGE = 'embedding model is incomplete',
                DETAIL  = format('p_model=%s, documents with a vector: %s', p_model, v_missing),
                HINT    = 'Let agora worker embed finish, see agora_memory.embedding_coverage; or pass p_force => true.';
        END IF;
    END IF;
    WITH switched AS (
        INSERT INTO agora_memory.embedding_activation AS a (kind, embedding_model_id, activated_by, activated_at)
        SELECT k.kind, v_model.embedding_model_id, p_actor, agora.now() FROM unnest(v_kinds) AS k (kind) ORDER BY k.kind
        ON CONFLICT ON CONSTRAINT embedding_activation_pk DO UPDATE
           SET embedding_model_id = excluded.embedding_model_id, activated_by = excluded.activated_by, activated_at = excluded.activated_at
         WHERE a.embedding_model_id <> excluded.embedding_model_id
        RETURNING a.kind
    )
    SELECT coalesce(array_agg(s.kind ORDER BY s.kind), '{}') INTO v_kinds FROM switched AS s;
    IF v_kinds <> '{}' THEN
        PERFORM agora_event._emit('memory.embedding_model.activated.v1', p_model,
                                  jsonb_build_object('model', p_model, 'kinds', v_kinds), NULL, p_actor);
    END IF;
    RETURN v_kinds;
END;
$activate_embedding_model$;

COMMENT ON FUNCTION agora_memory.activate_embedding_model(text, text, boolean, bigint)
    IS 'Let a model answer searches of one kind of document (NULL = all its kinds); returns the kinds that were switched.';
REVOKE ALL ON FUNCTION agora_memory.activate_embedding_model(text, text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.activate_embedding_model(text, text, boolean, bigint) TO agora_operator;
