-- Capabilities that a text seems to be about, by its words: those of code and description, weighted by how few capabilities have
-- them (the cosine of both). For a human or an agent to choose from; nothing qualifies by it.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work.suggest_capabilities(
    p_text   text,
    p_limit  integer DEFAULT 5
)
RETURNS TABLE (code text, description text, similarity numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $suggest_capabilities$
BEGIN
    PERFORM agora._check_text('p_text', p_text, 100000);
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT (agora_memory.tokenize('capability', ARRAY[p_text], ARRAY[1]::real[], '{}')).dimensions AS terms
    ), word AS MATERIALIZED (
        SELECT c.capability_id, t.term
          FROM agora_work.capability AS c
         CROSS JOIN LATERAL unnest((agora_memory.tokenize('capability', ARRAY[c.code, c.description], ARRAY[1, 1]::real[], '{}')).dimensions) AS t(term)
    ), weight AS MATERIALIZED (
        SELECT w.term, ln(1 + (SELECT count(*) FROM agora_work.capability)::double precision / count(*)) AS idf
          FROM word AS w
         GROUP BY w.term
    ), scored AS (
        SELECT w.capability_id,
               sum(x.idf ^ 2) FILTER (WHERE w.term = ANY (a.terms)) / sqrt(sum(x.idf ^ 2))
               / sqrt((SELECT sum(coalesce(i.idf, 1) ^ 2) FROM unnest(a.terms) AS q(term) LEFT JOIN weight AS i ON i.term = q.term)) AS cosine
          FROM word AS w
          JOIN weight AS x ON x.term = w.term
         CROSS JOIN asked AS a
         GROUP BY w.capability_id, a.terms
    )
    SELECT c.code, c.description, round(s.cosine::numeric, 4)
      FROM scored AS s
      JOIN agora_work.capability AS c ON c.capability_id = s.capability_id
     WHERE round(s.cosine::numeric, 4) > 0
     ORDER BY 3 DESC, 1
     LIMIT p_limit;
END;
$suggest_capabilities$;

COMMENT ON FUNCTION agora_work.suggest_capabilities(text, integer)
    IS 'The p_limit (1 to 100) capabilities that a text seems to be about, with their similarity, 0 to 1: a suggestion, never a decision.';
REVOKE ALL ON FUNCTION agora_work.suggest_capabilities(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.suggest_capabilities(text, integer) TO agora_reader;
