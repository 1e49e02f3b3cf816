-- How new a pattern would be, before it is contributed: novelty = 1 - highest cosine similarity to any active pattern.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.novelty(
    p_name         text,
    p_description  text,
    p_template     text,
    p_vector       public.vector DEFAULT NULL
)
RETURNS agora_memory.pattern_novelty
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $novelty$
BEGIN
    PERFORM agora_memory._check_pattern(p_name, p_description, p_template);
    RETURN agora_memory._place_pattern(p_name, concat_ws(E'\n', p_description, p_template), p_vector,
                                       agora.setting_integer('memory.pattern_diversity_k'));
END;
$novelty$;

COMMENT ON FUNCTION agora_memory.novelty(text, text, text, public.vector)
    IS 'How far a text is from every active pattern: novelty and diversity 0..1, and the nearest one.';
REVOKE ALL ON FUNCTION agora_memory.novelty(text, text, text, public.vector) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.novelty(text, text, text, public.vector) TO agora_reader;
