-- Code for a problem told in words, an error or code, and by its vector where the caller has one. Relevance decides which
-- transforms are shown: the most similar ones, and where the cut falls among equally similar ones (less than
-- memory.similarity_tolerance apart) the better of them. They come in the order of the score, every part of which is shown:
-- least(1, (w * similarity + (1 - w) * quality) * popularity), w = memory.similarity_weight. Ties go to the lower id.
-- Errors: 22023 · ZM004 unknown category.
CREATE OR REPLACE FUNCTION agora_memory.match_transforms(
    p_problem      text,
    p_limit        integer       DEFAULT 5,
    p_category     text          DEFAULT NULL,
    p_language     text          DEFAULT NULL,
    p_min_quality  numeric       DEFAULT NULL,
    p_vector       public.vector DEFAULT NULL,
    p_status       text          DEFAULT NULL
)
RETURNS TABLE (
    rank                integer,
    transform_id        bigint,
    name                text,
    description         text,
    language            text,
    category            text,
    status              text,
    score               numeric,
    similarity          numeric,
    lexical_similarity  numeric,
    dense_similarity    numeric,
    quality             numeric,
    popularity          numeric,
    uses                bigint,
    success_ratio       numeric,
    confidence          numeric,
    code                text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $match_transforms$
DECLARE
    v_weight     numeric := agora.setting_numeric('memory.similarity_weight');
    v_neutral    numeric := agora.setting_numeric('memory.neutral_quality');
    v_popular    bigint  := agora.setting_integer('memory.popular_uses');
    v_factor     numeric := agora.setting_numeric('memory.popular_factor');
    v_tolerance  numeric := agora.setting_numeric('memory.similarity_tolerance');
    v_z          numeric := agora.setting_numeric('memory.wilson_z');
    v_language   text;
BEGIN
    PERFORM agora._check_text('p_problem', p_problem, 1000000);
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    PERFORM agora._check_number('p_min_quality', p_min_quality, 0, 1, p_optional => true);
    PERFORM agora_memory._check_category(p_category);
    IF p_status <> ALL (ARRAY['pending', 'approved']) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'status is not one to search for',
            DETAIL  = format('p_status=%s', left(p_status, 200)),
            HINT    = 'Pass approved or pending, or leave it out for both; others are not found.';
    END IF;
    IF p_language IS NOT NULL THEN
        v_language := (agora_memory.normalize_code('x', p_language)).language; -- the tag that registering would give it
    END IF;
    RETURN QUERY
        SELECT (row_number() OVER (ORDER BY m.score DESC, m.transform_id))::integer,
               m.transform_id, m.name, m.description, m.language, m.category, m.status, m.score, m.similarity, m.lexical, m.dense,
               m.quality, m.popularity, m.uses, m.success_ratio, m.confidence, m.code
          FROM (SELECT t.transform_id, t.name, t.description, t.language, t.category, t.status,
                       round(least(1, (v_weight * s.similarity + (1 - v_weight) * coalesce(t.quality, v_neutral)) * p.popularity), 6) AS score,
                       s.similarity, s.lexical, s.dense, t.quality::numeric, p.popularity, u.uses,
                       round(w.successes::numeric / nullif(w.successes + w.failures, 0), 6) AS success_ratio, e.confidence, t.code
                  FROM (SELECT c.*, nth_value(c.similarity, p_limit) OVER w AS cut
                          FROM agora_memory._match_candidates(p_problem, p_limit, p_category, v_language, p_min_quality, p_vector, p_status) AS c
                        WINDOW w AS (ORDER BY c.similarity DESC, c.transform_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS s
                  JOIN agora_memory.transform AS t ON t.transform_id = s.transform_id
                  JOIN agora_memory.transform_usage AS w ON w.transform_id = s.transform_id
                 CROSS JOIN LATERAL (
                       SELECT count(*) AS uses
                         FROM (SELECT 1
                                 FROM agora_memory.attempt_transform AS x
                                WHERE x.transform_id = t.transform_id AND NOT x.is_source
                                LIMIT 1000) AS bounded) AS u
                 CROSS JOIN LATERAL (SELECT CASE WHEN u.uses > v_popular THEN v_factor ELSE 1 END AS popularity) AS p
                 CROSS JOIN LATERAL (
                       SELECT agora_memory.wilson_lower_bound(coalesce(sum(r.successes), 0)::bigint,
                                                              coalesce(sum(r.successes + r.failures), 0)::bigint, v_z) AS confidence
                         FROM agora_memory.resolution AS r
                        WHERE r.transform_id = t.transform_id) AS e
                 WHERE s.cut IS NULL OR s.similarity > s.cut - v_tolerance
                 ORDER BY coalesce(s.similarity >= s.cut + v_tolerance, true) DESC, 7 DESC, t.transform_id
                 LIMIT p_limit) AS m
         ORDER BY 1;
END;
$match_transforms$;

COMMENT ON FUNCTION agora_memory.match_transforms(text, integer, text, text, numeric, public.vector, text)
    IS 'Transforms for a problem (words, an error or code; p_vector by the active model; p_status approved or pending), ranked; similarity with its parts, quality, success_ratio (of uses with an outcome) and confidence 0..1, uses counted up to 1000; at most p_limit (1 to 100).';
REVOKE ALL ON FUNCTION agora_memory.match_transforms(text, integer, text, text, numeric, public.vector, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.match_transforms(text, integer, text, text, numeric, public.vector, text) TO agora_reader;
