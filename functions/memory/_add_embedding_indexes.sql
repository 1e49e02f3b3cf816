-- The partition of a model, unless tick() has made it already, and in it an HNSW index for each kind of document, so that no
-- kind pushes another out of a search. Twice the care of pgvector's defaults: making a vector costs much more than filing it.
-- Locks: SHARE UPDATE EXCLUSIVE on embedding; ACCESS EXCLUSIVE on its default partition, which is empty.
CREATE OR REPLACE FUNCTION agora_memory._add_embedding_indexes(
    p_model       bigint,
    p_dimensions  integer,
    p_kinds       text[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_add_embedding_indexes$
DECLARE
    v_partition  text := 'embedding_p' || p_model;
    v_kind       text;
BEGIN
    LOCK TABLE agora_memory.embedding IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass('agora_memory.' || v_partition) IS NULL THEN
        PERFORM agora._add_partition('agora_memory.embedding', p_model, p_model, p_model + 1);
    END IF;
    -- A loop, because an index is a statement.
    FOREACH v_kind IN ARRAY p_kinds LOOP
        EXECUTE format('CREATE INDEX %I ON agora_memory.%I USING hnsw ((vector::public.vector(%s)) public.vector_cosine_ops) WITH (m = 24, ef_construction = 128) WHERE kind = %L',
                       v_partition || '_' || v_kind || '_ix', v_partition, p_dimensions, v_kind);
    END LOOP;
END;
$_add_embedding_indexes$;

COMMENT ON FUNCTION agora_memory._add_embedding_indexes(bigint, integer, text[])
    IS 'Make room for the vectors of a model: a partition with an HNSW index for each kind of document.';
REVOKE ALL ON FUNCTION agora_memory._add_embedding_indexes(bigint, integer, text[]) FROM PUBLIC;
