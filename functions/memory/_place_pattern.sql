-- Where a text stands among the active patterns. Nothing is like the first one.
CREATE OR REPLACE FUNCTION agora_memory._place_pattern(
    p_name    text,
    p_body    text,
    p_vector  public.vector,
    p_k       integer
)
RETURNS agora_memory.pattern_novelty
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW(1 - coalesce(max(s.similarity), 0),
               coalesce(max(s.similarity), 0),
               (array_agg(s.pattern_id ORDER BY s.similarity DESC, s.pattern_id))[1],
               round(1 - coalesce(avg(s.similarity), 0), 6))::agora_memory.pattern_novelty
      FROM agora_memory._pattern_similarity(p_name, p_body, p_vector, p_k) AS s;
END;

COMMENT ON FUNCTION agora_memory._place_pattern(text, text, public.vector, integer)
    IS 'Novelty of a text, its nearest pattern, and diversity over the k nearest.';
REVOKE ALL ON FUNCTION agora_memory._place_pattern(text, text, public.vector, integer) FROM PUBLIC;
