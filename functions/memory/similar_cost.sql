-- What work like this has cost, before it is begun: the attempts behind the fixes of the error and the approved transforms for the problem.
-- Errors: 22023 · ZM004 unknown category.
CREATE OR REPLACE FUNCTION agora_memory.similar_cost(
    p_problem   text,
    p_error     text DEFAULT NULL,
    p_category  text DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $similar_cost$
BEGIN
    PERFORM agora._check_text('p_problem', p_problem, 1000000), agora_memory._check_category(p_category);
    RETURN agora_memory._manifest_cost(
        CASE WHEN p_error ~ '\S' THEN ARRAY(SELECT f.resolution_id FROM agora_memory.known_fixes(p_error, 20) AS f) END,
        ARRAY(SELECT m.transform_id FROM agora_memory.match_transforms(p_problem, 20, p_category, NULL, agora.setting_numeric('memory.recommend_min_quality'), NULL, 'approved') AS m));
END;
$similar_cost$;

COMMENT ON FUNCTION agora_memory.similar_cost(text, text, text)
    IS 'Medians of cost (US dollars) and tokens of the successful attempts that are known for such a problem, or error, and cost by model; NULL where none recorded any.';
REVOKE ALL ON FUNCTION agora_memory.similar_cost(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.similar_cost(text, text, text) TO agora_reader;
