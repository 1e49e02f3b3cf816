-- What worked against this error, or against one that reads alike: similarity of the error times Wilson confidence, and why.
-- p_error is a message or a whole traceback; type and stack may be given apart, p_error may be NULL then.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.known_fixes(
    p_error       text,
    p_limit       integer DEFAULT 5,
    p_error_type  text    DEFAULT NULL,
    p_stack       text    DEFAULT NULL
)
RETURNS TABLE (
    rank                integer,
    resolution_id       bigint,
    score               numeric,
    similarity          numeric,
    confidence          numeric,
    successes           bigint,
    failures            bigint,
    approach            text,
    transform_id        bigint,
    transform           text,
    code                text,
    error_signature_id  bigint,
    error_type          text,
    last_success_at     timestamptz,
    reason              text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $known_fixes$
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    RETURN QUERY
        SELECT (row_number() OVER (ORDER BY f.score DESC, f.resolution_id))::integer,
               f.resolution_id, f.score, f.similarity, f.confidence, f.successes, f.failures, f.approach, f.transform_id, f.transform,
               f.code, f.error_signature_id, f.error_type, f.last_success_at,
               format('%s; worked %s of %s times', CASE WHEN f.similarity = 1 THEN 'the same error' ELSE format('a similar error (%s)', round(f.similarity, 2)) END,
                      f.successes, f.successes + f.failures)
          FROM (SELECT r.resolution_id, round(s.similarity * r.confidence, 6) AS score, round(s.similarity, 6) AS similarity,
                       r.confidence::numeric, r.successes, r.failures, r.approach, r.transform_id, t.name AS transform, t.code,
                       r.error_signature_id, e.error_type, r.last_success_at
                  FROM agora_memory._similar_errors(agora_memory._read_error(p_error_type, p_error, p_stack), 20) AS s
                  JOIN agora_memory.resolution AS r ON r.error_signature_id = s.error_signature_id
                  JOIN agora_memory.error_signature AS e ON e.error_signature_id = r.error_signature_id
                  LEFT JOIN agora_memory.transform AS t ON t.transform_id = r.transform_id
                 WHERE r.successes > 0 AND coalesce(t.status, 'pending') NOT IN ('rejected', 'deprecated')
                 ORDER BY 2 DESC, r.resolution_id
                 LIMIT p_limit) AS f
         ORDER BY 1;
END;
$known_fixes$;

COMMENT ON FUNCTION agora_memory.known_fixes(text, integer, text, text)
    IS 'Approaches with at least one success against this error or a similar one, ranked by similarity x confidence, with the reason, at most p_limit (1 to 100).';
REVOKE ALL ON FUNCTION agora_memory.known_fixes(text, integer, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.known_fixes(text, integer, text, text) TO agora_reader;
