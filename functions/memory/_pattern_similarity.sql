-- The active patterns nearest to a text, by cosine over all of them, because a near-duplicate that an index overlooks is a duplicate
-- in the library: of the vectors of the active model where the caller gives one, else, and of patterns without one, of the words.
-- Errors: 22023 unusable vector.
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
    v_model  agora_memory.embedding_model;
    v_words  public.sparsevec;
BEGIN
    SELECT m.* INTO v_model
      FROM agora_memory.embedding_activation AS a
      JOIN agora_memory.embedding_model AS m ON m.embedding_model_id = a.embedding_model_id
     WHERE a.kind = 'pattern' AND p_vector IS NOT NULL;
    IF FOUND THEN
        PERFORM agora_memory._check_vector('p_vector', p_vector, v_model.name, v_model.dimensions);
    END IF;
    v_words := (agora_memory._lexical_vector('pattern', ARRAY[p_name, p_body],
                                             ARRAY[agora.setting_numeric('memory.lexical_title_weight'), 1]::real[], '{kind}')).vector;
    RETURN QUERY
        SELECT n.object_id, round(least(1, greatest(0, 1 - coalesce(nullif(n.distance, 'NaN'), 1)))::numeric, 6)
          FROM (SELECT d.object_id,
                       coalesce(e.vector OPERATOR(public.<=>) p_vector,
                                d.vector OPERATOR(public.<=>) v_words) AS distance -- NaN where one of them has no word
                  FROM agora_memory.document AS d
                  LEFT JOIN agora_memory.embedding AS e
                         ON e.embedding_model_id = v_model.embedding_model_id AND e.kind = 'pattern' AND e.object_id = d.object_id
                 WHERE d.kind = 'pattern' AND d.is_active
                 ORDER BY distance, d.object_id
                 LIMIT p_limit) AS n;
END;
$_pattern_similarity$;

COMMENT ON FUNCTION agora_memory._pattern_similarity(text, text, public.vector, integer)
    IS 'Nearest active patterns of a text, at most p_limit (1 to 100), with cosine similarity 0..1, nearest first.';
REVOKE ALL ON FUNCTION agora_memory._pattern_similarity(text, text, public.vector, integer) FROM PUBLIC;
