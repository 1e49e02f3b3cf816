-- Patterns for a problem, one line per cluster: its best match, with the number of instances behind it. Ties go to the lower id.
-- score = w * similarity + (1 - w) * quality, w = memory.similarity_weight; recommended from the threshold of the type on.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.search_patterns(
    p_problem  text,
    p_limit    integer       DEFAULT 5,
    p_type     text          DEFAULT NULL,
    p_vector   public.vector DEFAULT NULL
)
RETURNS TABLE (
    rank            integer,
    pattern_id      bigint,
    score           numeric,
    similarity      numeric,
    quality         numeric,
    confidence      numeric,
    uses            bigint,
    name            text,
    pattern_type    text,
    description     text,
    template        text,
    version         text,
    parameters      text[],
    instances       bigint,
    is_library      boolean,
    is_recommended  boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $search_patterns$
DECLARE
    v_weight   numeric := agora.setting_numeric('memory.similarity_weight');
    v_library  numeric := agora.setting_numeric('memory.pattern_library_min');
    v_z        numeric := agora.setting_numeric('memory.wilson_z');
    v_least    numeric := CASE WHEN agora.flag_on('pattern_quality_filter') THEN agora.setting_numeric('memory.pattern_min_quality') ELSE 0 END;
    v_pool     integer;
    v_found    bigint;
    v_lines    bigint;
    v_ids      bigint[];
    v_alike    numeric[];
BEGIN
    PERFORM agora._check_text('p_problem', p_problem, 1000000);
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    PERFORM agora_memory._check_pattern_type(p_type, true);
    -- Members of one cluster must not starve the others: the search is widened until there are lines enough, or all were seen.
    v_pool := p_limit * 4 + 10;
    LOOP
        SELECT count(*), count(DISTINCT p.cluster_id), array_agg(p.pattern_id), array_agg(s.similarity)
          INTO v_found, v_lines, v_ids, v_alike
          FROM agora_memory._search_hybrid('pattern', p_problem, v_pool, p_type, NULL, p_vector) AS s
          LEFT JOIN agora_memory.pattern AS p ON p.pattern_id = s.object_id AND p.status = 'active' AND p.quality >= v_least;
        EXIT WHEN v_lines >= p_limit OR v_found < v_pool;
        v_pool := v_pool * 10;
    END LOOP;
    RETURN QUERY
        SELECT (row_number() OVER (ORDER BY l.score DESC, l.pattern_id))::integer, l.pattern_id, l.score, l.similarity, l.quality,
               agora_memory.wilson_lower_bound(l.successes, l.uses, v_z), l.uses, l.name, l.pattern_type, v.description, v.template,
               v.version, v.parameters,
               (SELECT sum(c.versions)::bigint FROM agora_memory.pattern AS c WHERE c.cluster_id = l.cluster_id AND c.status = 'active'),
               l.quality >= v_library, l.score >= agora_memory._pattern_threshold(l.pattern_type)
          FROM (SELECT m.*
                  FROM (SELECT DISTINCT ON (p.cluster_id)
                               p.pattern_id, p.cluster_id, p.name, p.pattern_type, p.quality::numeric, p.uses, p.successes,
                               round(s.similarity, 6) AS similarity, round(v_weight * s.similarity + (1 - v_weight) * p.quality, 6) AS score
                          FROM unnest(v_ids, v_alike) AS s(pattern_id, similarity)
                          JOIN agora_memory.pattern AS p ON p.pattern_id = s.pattern_id
                         ORDER BY p.cluster_id, 9 DESC, p.pattern_id) AS m
                 ORDER BY m.score DESC, m.pattern_id
                 LIMIT p_limit) AS l
         CROSS JOIN LATERAL agora_memory._pattern_version(l.pattern_id, NULL) AS v
         ORDER BY 1;
END;
$search_patterns$;

COMMENT ON FUNCTION agora_memory.search_patterns(text, integer, text, public.vector)
    IS 'Active patterns for a problem, the best of each cluster with its number of instances; score, similarity, quality and confidence 0..1; at most p_limit (1 to 100).';
REVOKE ALL ON FUNCTION agora_memory.search_patterns(text, integer, text, public.vector) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.search_patterns(text, integer, text, public.vector) TO agora_reader;
