-- How alone a pattern would be: diversity = 1 - mean cosine similarity of its k nearest active patterns, fewer where there are fewer.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.diversity(
    p_name         text,
    p_description  text,
    p_template     text,
    p_k            integer       DEFAULT 5,
    p_vector       public.vector DEFAULT NULL
)
RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $diversity$
BEGIN
    PERFORM agora_memory._check_pattern(p_name, p_description, p_template);
    PERFORM agora._check_number('p_k', p_k, 1, 100);
    RETURN (agora_memory._place_pattern(p_name, concat_ws(E'\n', p_description, p_template), p_vector, p_k)).diversity;
END;
$diversity$;

COMMENT ON FUNCTION agora_memory.diversity(text, text, text, integer, public.vector)
    IS 'Diversity of a text among its p_k nearest active patterns, 0..1; 1 where there are none.';
REVOKE ALL ON FUNCTION agora_memory.diversity(text, text, text, integer, public.vector) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.diversity(text, text, text, integer, public.vector) TO agora_reader;
