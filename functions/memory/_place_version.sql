-- Where new code belongs: a version of the nearest usable transform of its language, or a lineage of its own. Candidates are what
-- the lexical search found, whatever has the same shape, and what is blocked, of which only a copy (as near as a patch version) is a
-- version. The first version's shape row is locked, so that two sessions cannot give the same version.
-- Locks: the shape of the lineage's first version.
CREATE OR REPLACE FUNCTION agora_memory._place_version(
    p_language         text,
    p_shape            agora_memory.code_shape,
    p_candidates       bigint[],
    OUT supersedes_id  bigint,
    OUT lineage_id     bigint,
    OUT version        text,
    OUT similarity     numeric,
    OUT is_blocked     boolean
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_place_version$
DECLARE
    c_compared  CONSTANT integer := 20;
    v_major     numeric := agora.setting_numeric('memory.lineage_major_min');
    v_patch     numeric := agora.setting_numeric('memory.lineage_patch_min');
    v_nearest   integer[];
BEGIN
    SELECT t.transform_id, t.lineage_id, string_to_array(t.version, '.')::integer[], s.similarity, t.blocked_at IS NOT NULL
      INTO supersedes_id, lineage_id, v_nearest, _place_version.similarity, is_blocked
      FROM (SELECT u.id FROM unnest(p_candidates[:c_compared]) AS u(id)
             UNION
            (SELECT x.transform_id FROM agora_memory.transform_shape AS x WHERE x.hash = p_shape.hash ORDER BY x.transform_id LIMIT c_compared)
             UNION
            SELECT b.transform_id FROM agora_memory.transform AS b WHERE b.language = p_language AND b.blocked_at IS NOT NULL) AS c
      JOIN agora_memory.transform AS t
        ON t.transform_id = c.id AND t.language = p_language AND (t.blocked_at IS NOT NULL OR agora_memory._is_usable(t))
     CROSS JOIN LATERAL (SELECT CASE WHEN t.blocked_at IS NULL THEN v_major ELSE v_patch END AS least) AS m
      JOIN agora_memory.transform_shape AS h -- no two sets are more alike than their sizes
        ON h.transform_id = t.transform_id
       AND round(least(cardinality(h.shingles), cardinality(p_shape.shingles))::numeric
                 / greatest(cardinality(h.shingles), cardinality(p_shape.shingles)), 6) >= m.least
     CROSS JOIN LATERAL (SELECT agora_memory.code_similarity(h.shingles, p_shape.shingles) AS similarity OFFSET 0) AS s -- once each
     WHERE s.similarity >= m.least
     ORDER BY s.similarity DESC, t.blocked_at, t.transform_id
     LIMIT 1;
    IF NOT FOUND THEN
        version := '1.0.0';
        is_blocked := false;
        RETURN;
    END IF;

    PERFORM 1 FROM agora_memory.transform_shape AS x WHERE x.transform_id = _place_version.lineage_id FOR NO KEY UPDATE;
    SELECT CASE
               WHEN _place_version.similarity >= v_patch THEN
                   format('%s.%s.%s', v_nearest[1], v_nearest[2], 1 + max(v.n[3]) FILTER (WHERE v.n[1:2] = v_nearest[1:2]))
               WHEN _place_version.similarity >= agora.setting_numeric('memory.lineage_minor_min') THEN
                   format('%s.%s.0', v_nearest[1], 1 + max(v.n[2]) FILTER (WHERE v.n[1] = v_nearest[1]))
               ELSE format('%s.0.0', 1 + max(v.n[1]))
           END
      INTO version
      FROM (SELECT string_to_array(t.version, '.')::integer[] AS n
              FROM agora_memory.transform AS t WHERE t.lineage_id = _place_version.lineage_id) AS v;
END;
$_place_version$;

COMMENT ON FUNCTION agora_memory._place_version(text, agora_memory.code_shape, bigint[])
    IS 'Version and lineage of new code, its similarity to the version that it is nearest to, and whether that is blocked; both ids are NULL where it begins a lineage.';
REVOKE ALL ON FUNCTION agora_memory._place_version(text, agora_memory.code_shape, bigint[]) FROM PUBLIC;
