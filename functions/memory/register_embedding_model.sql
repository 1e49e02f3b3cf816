-- Registers a model that makes vectors, and queues every document of its kinds. Where no model is active yet, it is from now
-- on; elsewhere it waits for activate_embedding_model(). The name is the natural key: the same call again changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM041 registered otherwise.
-- Locks: SHARE UPDATE EXCLUSIVE on embedding.   Emits: memory.embedding_model.registered.v1
CREATE OR REPLACE FUNCTION agora_memory.register_embedding_model(
    p_name        text,
    p_dimensions  integer,
    p_provider    text   DEFAULT 'external',
    p_options     jsonb  DEFAULT '{}',
    p_kinds       text[] DEFAULT '{transform,signature,golden,pattern}',
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_embedding_model$
DECLARE
    v_now     timestamptz := agora.now();
    v_kinds   text[];
    v_active  text[];
    v_model   agora_memory.embedding_model;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_name', p_name, 200);
    PERFORM agora._check_number('p_dimensions', p_dimensions, 1, 2000);
    PERFORM agora_memory._check_embedding_options(p_options);
    SELECT array_agg(DISTINCT k.kind ORDER BY k.kind) INTO v_kinds FROM unnest(p_kinds) AS k (kind);
    IF p_provider IS NULL OR p_provider <> ALL (ARRAY['external', 'hash', 'openai', 'sentence-transformers'])
       OR v_kinds IS NULL OR NOT v_kinds <@ ARRAY['transform', 'signature', 'golden', 'pattern'] THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'embedding model is not usable',
            DETAIL  = format('p_provider=%s p_kinds=%s', coalesce(left(p_provider, 200), 'NULL'), coalesce(left(p_kinds::text, 500), 'NULL')),
            HINT    = 'Providers: external, hash, openai, sentence-transformers. Kinds: transform, signature, golden, pattern.';
    END IF;

    INSERT INTO agora_memory.embedding_model AS m (name, dimensions, provider, options, kinds, registered_by, recorded_at)
    VALUES (p_name, p_dimensions, p_provider, p_options, v_kinds, p_actor, v_now)
    ON CONFLICT ON CONSTRAINT embedding_model_name_uq DO NOTHING
    RETURNING m.* INTO v_model;
    IF NOT FOUND THEN
        SELECT m.* INTO v_model FROM agora_memory.embedding_model AS m WHERE m.name = p_name;
        IF (v_model.dimensions, v_model.provider, v_model.options, v_model.kinds, v_model.retired_at)
           IS DISTINCT FROM (p_dimensions, p_provider, p_options, v_kinds, NULL::timestamptz) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM041',
                MESSAGE = 'embedding model is registered otherwise',
                DETAIL  = format('p_name=%s dimensions=%s provider=%s options=%s kinds=%s retired_at=%s', p_name, v_model.dimensions,
                                 v_model.provider, v_model.options, v_model.kinds, coalesce(v_model.retired_at::text, 'never')),
                HINT    = 'Register the other model under a name of its own and switch with agora_memory.activate_embedding_model().';
        END IF;
        RETURN p_name;
    END IF;

    PERFORM agora_memory._add_embedding_indexes(v_model.embedding_model_id, p_dimensions, v_kinds);
    INSERT INTO agora_memory.embedding_task (embedding_model_id, kind, object_id, queued_at)
    SELECT v_model.embedding_model_id, d.kind, d.object_id, v_now
      FROM agora_memory.document AS d
     WHERE d.kind = ANY (v_kinds) AND d.is_active
    ON CONFLICT ON CONSTRAINT embedding_task_pk DO NOTHING;
    WITH first AS (
        INSERT INTO agora_memory.embedding_activation AS a (kind, embedding_model_id, activated_by, activated_at)
        SELECT k.kind, v_model.embedding_model_id, p_actor, v_now FROM unnest(v_kinds) AS k (kind)
        ON CONFLICT ON CONSTRAINT embedding_activation_pk DO NOTHING
        RETURNING a.kind
    )
    SELECT coalesce(array_agg(f.kind ORDER BY f.kind), '{}') INTO v_active FROM first AS f;
    PERFORM agora_event._emit('memory.embedding_model.registered.v1', p_name,
                              jsonb_build_object('model', p_name, 'dimensions', p_dimensions, 'kinds', v_kinds, 'active_kinds', v_active), NULL, p_actor);
    RETURN p_name;
END;
$register_embedding_model$;

COMMENT ON FUNCTION agora_memory.register_embedding_model(text, integer, text, jsonb, text[], bigint)
    IS 'Register a model that makes vectors for kinds of document; the first one of a kind is active at once. Returns its name.';
REVOKE ALL ON FUNCTION agora_memory.register_embedding_model(text, integer, text, jsonb, text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.register_embedding_model(text, integer, text, jsonb, text[], bigint) TO agora_service;
