-- Registers code under the hash of its normalised text; the same program again is the transform that is there. It is placed in a
-- lineage, measured (unless p_score brings the measure), and compared with what was usable before: novelty looks at other lineages,
-- and at the version that it is nearest to where that is somebody else's. A copy of what is blocked is blocked. A batch announces nothing.
-- Errors: 55P03 a batch, see _place_version().   Locks: the shape of the lineage's first version, then the transform of this hash.
-- Emits: memory.transform.registered.v1 · memory.transform.blocked.v1
CREATE OR REPLACE FUNCTION agora_memory._register_transform(
    p_code         text,
    p_normalized   agora_memory.normalized_code,
    p_name         text,
    p_description  text,
    p_category     text,
    p_quality      numeric,
    p_score        agora_memory.code_score,
    p_parameters   jsonb,
    p_attempt      bigint,
    p_is_imported  boolean,
    p_is_batch     boolean,
    p_actor        bigint
)
RETURNS agora_memory.registration
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_register_transform$
DECLARE
    v_name         text := left(coalesce(p_name, p_normalized.symbol, 'unnamed ' || p_normalized.language), 200);
    v_description  text := coalesce(p_description, p_normalized.docstring);
    v_shape        agora_memory.code_shape;
    v_ids          bigint[];
    v_alike        numeric[];
    v_place        record;
    v_score        agora_memory.code_score := p_score;
    v_author       text;
    v_new          bigint;
    v_id           bigint;
BEGIN
    SELECT t.transform_id INTO v_id
      FROM agora_memory.transform AS t
     WHERE t.hash = p_normalized.hash AND t.language = p_normalized.language AND t.normalizer_version = p_normalized.normalizer_version;
    IF FOUND THEN
        RETURN (v_id, true, p_normalized.hash)::agora_memory.registration;
    END IF;

    SELECT array_agg(s.object_id), array_agg(s.similarity) INTO v_ids, v_alike
      FROM agora_memory._search_documents('transform', p_code, 100) AS s;
    v_shape := agora_memory.code_shape(p_normalized.normalized, p_normalized.language);
    v_place := agora_memory._place_version(p_normalized.language, v_shape, v_ids, p_is_batch);
    IF v_score.composite IS NULL THEN
        SELECT p.name INTO v_author FROM agora.principal AS p WHERE p.principal_id = p_actor;
        v_score := agora_memory._score_code(p_code, p_normalized.language,
                                            agora_memory._score_context(v_name, v_description, v_author, v_place.version), 'syntax');
    END IF;

    v_new := nextval('agora_memory.transform_transform_id_seq');
    INSERT INTO agora_memory.transform AS t
           (transform_id, name, description, language, code, hash, normalizer_version, category, lineage_id, version, supersedes_id,
            parameters, quality, claimed_quality, complexity, novelty, contributor_id, source_attempt_id, is_imported, recorded_at)
    OVERRIDING SYSTEM VALUE
    VALUES (v_new, v_name, v_description, p_normalized.language, p_code, p_normalized.hash, p_normalized.normalizer_version, p_category,
            coalesce(v_place.lineage_id, v_new), v_place.version, v_place.supersedes_id, p_parameters, v_score.composite, p_quality,
            round(least(1, greatest(0, coalesce(p_normalized.cyclomatic, 1) - 1) / 20.0), 6),
            (SELECT round(1 - least(1, coalesce(max(c.similarity), 0)), 6)
               FROM (SELECT u.transform_id, u.similarity FROM unnest(v_ids, v_alike) AS u(transform_id, similarity)
                      UNION ALL
                     SELECT v_place.supersedes_id, v_place.similarity) AS c
               JOIN agora_memory.transform AS o ON o.transform_id = c.transform_id
              WHERE o.lineage_id IS DISTINCT FROM v_place.lineage_id
                 OR o.transform_id = v_place.supersedes_id AND o.contributor_id <> p_actor),
            p_actor, p_attempt, p_is_imported, agora.now())
    ON CONFLICT DO NOTHING -- by its hash; a version, too, that another session gave is 40001 above READ COMMITTED
    RETURNING t.transform_id INTO v_id;
    IF NOT FOUND THEN -- another session was faster
        SELECT t.transform_id INTO STRICT v_id
          FROM agora_memory.transform AS t
         WHERE t.hash = p_normalized.hash AND t.language = p_normalized.language AND t.normalizer_version = p_normalized.normalizer_version;
        RETURN (v_id, true, p_normalized.hash)::agora_memory.registration;
    END IF;

    INSERT INTO agora_memory.transform_shape (transform_id, hash, shingles) VALUES (v_id, v_shape.hash, v_shape.shingles);
    INSERT INTO agora_memory.transform_usage (transform_id) VALUES (v_id);
    PERFORM agora_memory._keep_measurement('transform', v_id, v_score, p_actor);
    PERFORM agora_memory._put_document('transform', v_id, v_name, concat_ws(E'\n', v_description, p_code), p_category, p_normalized.language);
    IF NOT p_is_batch THEN
        PERFORM agora_event._emit('memory.transform.registered.v1', v_id::text,
                                  jsonb_build_object('transform_id', v_id, 'name', v_name, 'language', p_normalized.language, 'hash', p_normalized.hash,
                                                     'version', v_place.version, 'supersedes_id', v_place.supersedes_id),
                                  NULL, p_actor);
    END IF;
    IF v_place.is_blocked THEN
        PERFORM agora_memory._block_copy(v_id, v_place.similarity);
    END IF;
    RETURN (v_id, false, p_normalized.hash)::agora_memory.registration;
END;
$_register_transform$;

COMMENT ON FUNCTION agora_memory._register_transform(text, agora_memory.normalized_code, text, text, text, numeric, agora_memory.code_score, jsonb, bigint, boolean, boolean, bigint)
    IS 'Register checked code; the shared part of register_transform(), finish_attempt() and the importer.';
REVOKE ALL ON FUNCTION agora_memory._register_transform(text, agora_memory.normalized_code, text, text, text, numeric, agora_memory.code_score, jsonb, bigint, boolean, boolean, bigint) FROM PUBLIC;
