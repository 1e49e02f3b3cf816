-- Makes an object findable, or findable by other words. Touches its own row only, so writers never wait for each
-- other; whether it is active stays as it was. Its vectors are made later, by workers.
-- Locks: the document row, then its embedding tasks.
CREATE OR REPLACE FUNCTION agora_memory._put_document(
    p_kind      text,
    p_object    bigint,
    p_title     text,
    p_body      text,
    p_category  text DEFAULT NULL,
    p_language  text DEFAULT NULL
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_document$
DECLARE
    v_facets    text[] := array_remove(ARRAY['kind', 'category ' || p_category, 'language ' || p_language], NULL);
    v_document  record;
BEGIN
    v_document := agora_memory._lexical_vector(
        p_kind,
        ARRAY[coalesce(p_title, ''), coalesce(p_body, '')],
        ARRAY[agora.setting_numeric('memory.lexical_title_weight'), 1]::real[],
        v_facets);
    INSERT INTO agora_memory.document AS d (kind, object_id, category, language, terms, vector)
    VALUES (p_kind, p_object, p_category, p_language, v_document.terms, v_document.vector)
    ON CONFLICT ON CONSTRAINT document_pk DO UPDATE
       SET category = excluded.category, language = excluded.language, terms = excluded.terms, vector = excluded.vector;
    PERFORM agora_memory._queue_embeddings(p_kind, p_object);
END;
$_put_document$;

COMMENT ON FUNCTION agora_memory._put_document(text, bigint, text, text, text, text)
    IS 'Index an object under the words of its title, which count more, and body, or index it anew.';
REVOKE ALL ON FUNCTION agora_memory._put_document(text, bigint, text, text, text, text) FROM PUBLIC;
