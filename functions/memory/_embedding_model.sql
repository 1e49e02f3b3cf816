-- A model that is registered and not retired.
-- Errors: ZM040 unknown or retired model.
CREATE OR REPLACE FUNCTION agora_memory._embedding_model(p_name text)
RETURNS agora_memory.embedding_model
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_embedding_model$
DECLARE
    v_model agora_memory.embedding_model;
BEGIN
    SELECT m.* INTO v_model FROM agora_memory.embedding_model AS m WHERE m.name = p_name AND m.retired_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM040',
            MESSAGE = 'unknown embedding model',
            DETAIL  = format('p_model=%s', coalesce(left(p_name, 200), 'NULL')),
            HINT    = 'See agora_memory.embedding_coverage, or register it with agora_memory.register_embedding_model().';
    END IF;
    RETURN v_model;
END;
$_embedding_model$;

COMMENT ON FUNCTION agora_memory._embedding_model(text)
    IS 'A model in use, by its name.';
REVOKE ALL ON FUNCTION agora_memory._embedding_model(text) FROM PUBLIC;
