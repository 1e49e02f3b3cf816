-- What worked against this error, or against one that reads alike: similarity of the error x Wilson confidence x freshness, and
-- why. p_error is a message or a whole traceback; type and stack may be given apart, p_error may be NULL then. The work is
-- bounded: of each of twenty errors the surest answers are weighed, of the best of those the standing is looked up.
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
    freshness           numeric,
    status              text,
    n                   bigint,
    successes           bigint,
    failures            bigint,
    success_ratio       numeric,
    approach            text,
    transform_id        bigint,
    transform           text,
    code                text,
    error_signature_id  bigint,
    error_type          text,
    last_success_at     timestamptz,
    last_failure_at     timestamptz,
    reason              text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $known_fixes$
DECLARE
    v_error      agora_memory.normalized_error;
    v_rule       agora_memory.evidence_rule := agora_memory.evidence_rule();
    v_half_life  interval := agora.setting_interval('memory.freshness_half_life');
    v_floor      numeric := agora.setting_numeric('memory.freshness_floor');
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    v_error := agora_memory._read_error(p_error_type, p_error, p_stack);
    RETURN QUERY
        WITH weighed AS (
            SELECT r.resolution, s.similarity, d.days, w.freshness
              FROM agora_memory._similar_errors(v_error, 20) AS s
             CROSS JOIN LATERAL (
                   SELECT x AS resolution
                     FROM agora_memory.resolution AS x
                     LEFT JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
                    WHERE x.error_signature_id = s.error_signature_id
                      AND x.successes > 0
                      AND (x.transform_id IS NULL OR agora_memory._is_usable(t))
                    ORDER BY x.confidence DESC, x.last_success_at DESC
                    LIMIT 2 * p_limit) AS r
             CROSS JOIN LATERAL (SELECT greatest(0, floor(extract(epoch FROM v_rule.at - (r.resolution).last_success_at) / 86400))::integer AS days) AS d
             CROSS JOIN LATERAL (SELECT agora_memory._freshness(d.days, v_half_life, v_floor) AS freshness) AS w
             ORDER BY s.similarity * (r.resolution).confidence * w.freshness DESC, (r.resolution).resolution_id
             LIMIT 2 * p_limit
        ), ranked AS (
            SELECT (w.resolution).*, round(w.similarity, 6) AS alike, w.days, w.freshness AS fresh, s.status AS state, s.confidence AS bound,
                   round(w.similarity * s.confidence * w.freshness, 6) AS points
              FROM weighed AS w
             CROSS JOIN LATERAL agora_memory.standing(w.resolution, v_rule) AS s
        )
        SELECT (row_number() OVER (ORDER BY f.points DESC, f.resolution_id))::integer,
               f.resolution_id, f.points, f.alike, f.bound, f.fresh, f.state, f.successes + f.failures, f.successes, f.failures,
               round(f.successes::numeric / (f.successes + f.failures), 6), f.approach, f.transform_id, t.name, t.code,
               f.error_signature_id, e.error_type, f.last_success_at, f.last_failure_at,
               format('%s; worked %s of %s times, confidence %s (%s); last worked %s, freshness %s',
                      CASE WHEN f.alike = 1 THEN 'the same error' ELSE format('a similar error (%s)', round(f.alike, 2)) END,
                      f.successes, f.successes + f.failures, round(f.bound, 2), f.state,
                      CASE f.days WHEN 0 THEN 'today' WHEN 1 THEN 'yesterday' ELSE format('%s days ago', f.days) END, round(f.fresh, 2))
          FROM ranked AS f
          JOIN agora_memory.error_signature AS e ON e.error_signature_id = f.error_signature_id
          LEFT JOIN agora_memory.transform AS t ON t.transform_id = f.transform_id
         ORDER BY f.points DESC, f.resolution_id
         LIMIT p_limit;
END;
$known_fixes$;

COMMENT ON FUNCTION agora_memory.known_fixes(text, integer, text, text)
    IS 'Approaches with at least one success against this error or a similar one, ranked by similarity x confidence x freshness, with the reason, at most p_limit (1 to 100).';
REVOKE ALL ON FUNCTION agora_memory.known_fixes(text, integer, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.known_fixes(text, integer, text, text) TO agora_reader;
