-- The active patterns nearest to a text: cosine of the lexical vectors, over all of them, because a near-duplicate that an index
-- overlooks is a duplicate in the library.
-- Errors: 22023 vector without direction.
CREATE OR REPLACE FUNCTION agora_memory._pattern_similarity(
    p_name    text,
    p_body    text,
    p_vector  public.vector,
    p_limit   integer
)
RETURNS TABLE (pattern_id bigint, similarity numeric)
LANGUAGE plpgsql STABLE ROWS 5
SET search_path = pg_catalog, pg_temp
AS $_pattern_similarity$
DECLARE
    v_vector public.sparsevec;
BEGIN
    IF public.vector_norm(p_vector) = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'vector has no direction',
            DETAIL  = format('dimensions=%s', public.vector_dims(p_vector)),
            HINT    = 'Pass the embedding of name, description and template, or leave p_vector out.';
    END IF;
    v_vector := (agora_memory._lexical_vector('pattern', ARRAY[p_name, p_body],
                                              ARRAY[agora.setting_numeric('memory.lexical_title_weight'), 1]::real[], '{kind}')).vector;
    RETURN QUERY
        SELECT n.object_id, round(least(1, greatest(0, 1 - coalesce(nullif(n.distance, 'NaN'), 1)))::numeric, 6)
          FROM (SELECT d.object_id, d.vector OPERATOR(public.<=>) v_vector AS distance -- NaN where one of them has no word
                  FROM agora_memory.document AS d
                 WHERE d.kind = 'pattern' AND d.is_active
                 ORDER BY distance, d.object_id
                 LIMIT p_limit) AS n;
END;
$_pattern_similarity$;

COMMENT ON FUNCTION agora_memory._pattern_similarity(text, text, public.vector, integer)
    IS 'Nearest active patterns of a text, at most p_limit (1 to 100), with cosine similarity 0..1, nearest first.';
REVOKE ALL ON FUNCTION agora_memory._pattern_similarity(text, text, public.vector, integer) FROM PUBLIC;
