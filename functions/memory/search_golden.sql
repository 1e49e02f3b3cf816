-- Exemplary solutions for a problem: approved ones only, ties go to the lower id.
-- score = w * similarity + (1 - w) * quality, w = memory.similarity_weight.
-- Errors: 22023 · ZM004 unknown category.
CREATE OR REPLACE FUNCTION agora_memory.search_golden(
    p_problem   text,
    p_limit     integer       DEFAULT 5,
    p_category  text          DEFAULT NULL,
    p_vector    public.vector DEFAULT NULL
)
RETURNS TABLE (
    rank             integer,
    golden_state_id  bigint,
    score            numeric,
    similarity       numeric,
    quality          numeric,
    reuses           bigint,
    problem          text,
    solution         text,
    category         text,
    attempt_id       bigint,
    approved_at      timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $search_golden$
DECLARE
    v_weight numeric := agora.setting_numeric('memory.similarity_weight');
BEGIN
    PERFORM agora._check_text('p_problem', p_problem, 1000000);
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    PERFORM agora_memory._check_category(p_category);
    RETURN QUERY
        SELECT (row_number() OVER (ORDER BY m.score DESC, m.golden_state_id))::integer, m.golden_state_id, m.score, m.similarity,
               m.quality, m.reuses, m.problem, m.solution, m.category, m.attempt_id, m.decided_at
          FROM (SELECT g.golden_state_id, round(v_weight * s.similarity + (1 - v_weight) * g.quality, 6) AS score,
                       round(s.similarity, 6) AS similarity, g.quality::numeric, g.reuses, g.problem, g.solution, g.category,
                       g.attempt_id, d.decided_at
                  FROM agora_memory._search_hybrid('golden', p_problem, p_limit * 4 + 10, p_category, NULL, p_vector) AS s
                  JOIN agora_memory.golden_state AS g ON g.golden_state_id = s.object_id AND g.status = 'approved'
                  JOIN agora_memory.golden_decision AS d ON d.golden_state_id = g.golden_state_id AND d.status = 'approved'
                 ORDER BY 2 DESC, g.golden_state_id
                 LIMIT p_limit) AS m
         ORDER BY 1;
END;
$search_golden$;

COMMENT ON FUNCTION agora_memory.search_golden(text, integer, text, public.vector)
    IS 'Approved golden states for a problem, ranked by similarity and quality, 0..1; at most p_limit (1 to 100).';
REVOKE ALL ON FUNCTION agora_memory.search_golden(text, integer, text, public.vector) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.search_golden(text, integer, text, public.vector) TO agora_reader;
