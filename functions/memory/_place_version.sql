-- Where new code belongs: a version of the nearest usable transform of its language, or a lineage of its own. Candidates are what
-- the lexical search found and whatever has the same shape. The first version's shape row is locked, so that two sessions
-- cannot give the same version.
-- Locks: the shape of the lineage's first version.
CREATE OR REPLACE FUNCTION agora_memory._place_version(
    p_language         text,
    p_shape            agora_memory.code_shape,
    p_candidates       bigint[],
    OUT supersedes_id  bigint,
    OUT lineage_id     bigint,
    OUT version        text
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_place_version$
DECLARE
    c_compared  CONSTANT integer := 20;
    v_major     numeric := agora.setting_numeric('memory.lineage_major_min');
    v_alike     numeric;
    v_nearest   integer[];
BEGIN
    SELECT t.transform_id, t.lineage_id, string_to_array(t.version, '.')::integer[], s.similarity
      INTO supersedes_id, lineage_id, v_nearest, v_alike
      FROM (SELECT u.id FROM unnest(p_candidates[:c_compared]) AS u(id)
             UNION
            (SELECT x.transform_id FROM agora_memory.transform_shape AS x WHERE x.hash = p_shape.hash ORDER BY x.transform_id LIMIT c_compared)) AS c
      JOIN agora_memory.transform AS t
        ON t.transform_id = c.id AND t.language = p_language AND agora_memory._is_usable(t)
      JOIN agora_memory.transform_shape AS h -- no two sets are more alike than their sizes
        ON h.transform_id = t.transform_id
       AND round(least(cardinality(h.shingles), cardinality(p_shape.shingles))::numeric
                 / greatest(cardinality(h.shingles), cardinality(p_shape.shingles)), 6) >= v_major
     CROSS JOIN LATERAL (SELECT agora_memory.code_similarity(h.shingles, p_shape.shingles) AS similarity OFFSET 0) AS s -- once each
     WHERE s.similarity >= v_major
     ORDER BY s.similarity DESC, t.transform_id
     LIMIT 1;
    IF NOT FOUND THEN
        version := '1.0.0';
        RETURN;
    END IF;

    PERFORM 1 FROM agora_memory.transform_shape AS x WHERE x.transform_id = _place_version.lineage_id FOR NO KEY UPDATE;
    SELECT CASE
               WHEN v_alike >= agora.setting_numeric('memory.lineage_patch_min') THEN
                   format('%s.%s.%s', v_nearest[1], v_nearest[2], 1 + max(v.n[3]) FILTER (WHERE v.n[1:2] = v_nearest[1:2]))
               WHEN v_alike >= agora.setting_numeric('memory.lineage_minor_min') THEN
                   format('%s.%s.0', v_nearest[1], 1 + max(v.n[2]) FILTER (WHERE v.n[1] = v_nearest[1]))
               ELSE format('%s.0.0', 1 + max(v.n[1]))
           END
      INTO version
      FROM (SELECT string_to_array(t.version, '.')::integer[] AS n
              FROM agora_memory.transform AS t WHERE t.lineage_id = _place_version.lineage_id) AS v;
END;
$_place_version$;

COMMENT ON FUNCTION agora_memory._place_version(text, agora_memory.code_shape, bigint[])
    IS 'Version and lineage of new code; both ids are NULL where it begins a lineage.';
REVOKE ALL ON FUNCTION agora_memory._place_version(text, agora_memory.code_shape, bigint[]) FROM PUBLIC;
