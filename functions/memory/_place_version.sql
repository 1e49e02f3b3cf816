-- Where new code belongs: a version of the nearest usable transform of its language, or a lineage of its own. Candidates are what
-- the lexical search found, whatever has the same shape, and what is blocked, of which only a copy (as near as a patch version) is a
-- version. The first version's shape row is locked, so that two sessions cannot give the same version. A batch, which holds hashes by
-- then, does not wait for that lock: see _register_units().
-- Errors: 55P03 a batch, and another session is adding to the lineage.   Locks: the shape of the lineage's first version.
CREATE OR REPLACE FUNCTION agora_memory._place_version(
    p_language         text,
    p_shape            agora_memory.code_shape,
    p_candidates       bigint[],
    p_is_batch         boolean,
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
    v_minor     numeric := agora.setting_numeric('memory.lineage_minor_min');
    v_patch     numeric := agora.setting_numeric('memory.lineage_patch_min');
    v_nearest   integer[];
    v_latest    integer[];
BEGIN
    -- OFFSET 0 keeps the look-ups row by row, however many transforms there are; and each similarity is computed once.
    SELECT t.transform_id, t.lineage_id, string_to_array(t.version, '.')::integer[], s.similarity, t.blocked_at IS NOT NULL
      INTO supersedes_id, lineage_id, v_nearest, _place_version.similarity, is_blocked
      FROM (SELECT u.id FROM unnest(p_candidates[:c_compared]) AS u(id)
             UNION
            (SELECT x.transform_id
               FROM (SELECT h.transform_id FROM agora_memory.transform_shape AS h WHERE h.hash = p_shape.hash OFFSET 0) AS x
              ORDER BY x.transform_id
              LIMIT c_compared)
             UNION
            SELECT b.transform_id FROM agora_memory.transform AS b WHERE b.language = p_language AND b.blocked_at IS NOT NULL) AS c
     CROSS JOIN LATERAL (SELECT x.*, agora_memory._is_usable(x) AS is_usable
                           FROM agora_memory.transform AS x
                          WHERE x.transform_id = c.id
                         OFFSET 0) AS t
     CROSS JOIN LATERAL (SELECT x.shingles FROM agora_memory.transform_shape AS x WHERE x.transform_id = c.id OFFSET 0) AS h
     CROSS JOIN LATERAL (SELECT CASE WHEN t.blocked_at IS NULL THEN v_major ELSE v_patch END AS least) AS m
     CROSS JOIN LATERAL (SELECT agora_memory.code_similarity(h.shingles, p_shape.shingles) AS similarity -- no two sets are more alike than their sizes
                          WHERE round(least(cardinality(h.shingles), cardinality(p_shape.shingles))::numeric
                                      / greatest(cardinality(h.shingles), cardinality(p_shape.shingles)), 6) >= m.least
                         OFFSET 0) AS s
     WHERE t.language = p_language AND (t.blocked_at IS NOT NULL OR t.is_usable) AND s.similarity >= m.least
     ORDER BY s.similarity DESC, t.blocked_at, t.transform_id
     LIMIT 1;
    IF NOT FOUND THEN
        version := '1.0.0';
        is_blocked := false;
        RETURN;
    END IF;

    IF p_is_batch THEN
        PERFORM 1 FROM agora_memory.transform_shape AS x WHERE x.transform_id = _place_version.lineage_id FOR NO KEY UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING
                ERRCODE = '55P03',
                MESSAGE = 'another session is adding to the lineage',
                DETAIL  = format('lineage=%s', _place_version.lineage_id),
                HINT    = 'Lock the lineage before the first transform of the batch.';
        END IF;
    ELSE
        PERFORM 1 FROM agora_memory.transform_shape AS x WHERE x.transform_id = _place_version.lineage_id FOR NO KEY UPDATE;
    END IF;
    -- One after the latest patch of the nearest minor version, the latest minor version of its major version, or the latest of all.
    SELECT string_to_array(t.version, '.')::integer[] AS numbers INTO v_latest
      FROM agora_memory.transform AS t
     WHERE t.lineage_id = _place_version.lineage_id
       AND string_to_array(t.version, '.')::integer[]
           < CASE WHEN _place_version.similarity >= v_patch THEN ARRAY[v_nearest[1], v_nearest[2] + 1]
                  WHEN _place_version.similarity >= v_minor THEN ARRAY[v_nearest[1] + 1]
                  ELSE ARRAY[1000000000] END
     ORDER BY numbers DESC
     LIMIT 1;
    version := CASE WHEN _place_version.similarity >= v_patch THEN format('%s.%s.%s', v_latest[1], v_latest[2], v_latest[3] + 1)
                    WHEN _place_version.similarity >= v_minor THEN format('%s.%s.0', v_latest[1], v_latest[2] + 1)
                    ELSE format('%s.0.0', v_latest[1] + 1) END;
END;
$_place_version$;

COMMENT ON FUNCTION agora_memory._place_version(text, agora_memory.code_shape, bigint[], boolean)
    IS 'Version and lineage of new code, its similarity to the version that it is nearest to, and whether that is blocked; both ids are NULL where it begins a lineage.';
REVOKE ALL ON FUNCTION agora_memory._place_version(text, agora_memory.code_shape, bigint[], boolean) FROM PUBLIC;
