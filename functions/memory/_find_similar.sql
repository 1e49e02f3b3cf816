-- Active documents of a kind that are like a text, best first.
-- Errors: 22023 vector without direction.
CREATE OR REPLACE FUNCTION agora_memory._find_similar(
    p_kind      text,
    p_text      text,
    p_vector    public.vector,
    p_limit     integer,
    p_category  text
)
RETURNS TABLE (object_id bigint, similarity numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $_find_similar$
BEGIN
    IF public.vector_norm(p_vector) = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'vector has no direction',
            DETAIL  = format('kind=%s dimensions=%s', p_kind, public.vector_dims(p_vector)),
            HINT    = 'Pass the embedding of the text, or leave p_vector out.';
    END IF;
    RETURN QUERY
        SELECT s.object_id, s.similarity
          FROM agora_memory._search_documents(p_kind, p_text, p_limit, p_category) AS s;
END;
$_find_similar$;

COMMENT ON FUNCTION agora_memory._find_similar(text, text, public.vector, integer, text)
    IS 'Active documents of a kind for a text and its vector, at most p_limit (1 to 1000), with similarity 0..1, best first.';
REVOKE ALL ON FUNCTION agora_memory._find_similar(text, text, public.vector, integer, text) FROM PUBLIC;
