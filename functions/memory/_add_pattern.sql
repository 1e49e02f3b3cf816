-- Takes a contribution in: near-duplicates of an active pattern become its versions, the rest are patterns. The first statement
-- changes the counter's one row, so that the next contributor waits for this one's end and then, with the snapshot of a later
-- statement, sees its pattern; under REPEATABLE READ it fails with 40001 instead. So two near-duplicates are never both novel.
-- Locks: the counter, then the pattern.   Emits: memory.pattern.contributed.v1
CREATE OR REPLACE FUNCTION agora_memory._add_pattern(
    p_version  agora_memory.pattern_version,
    p_type     text,
    p_role     text,
    p_category text,
    p_vector   public.vector
)
RETURNS agora_memory.pattern_contribution
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_add_pattern$
DECLARE
    v_new       agora_memory.pattern_version := p_version;
    v_body      text := concat_ws(E'\n', p_version.description, p_version.template);
    v_place     agora_memory.pattern_novelty;
    v_old       agora_memory.pattern_version;
    v_is_novel  boolean;
BEGIN
    INSERT INTO agora_memory.pattern_counter AS c (pattern_counter_id, contributions)
    VALUES (1, 1)
    ON CONFLICT ON CONSTRAINT pattern_counter_pk DO UPDATE SET contributions = c.contributions + 1
    RETURNING c.contributions INTO v_new.contribution;

    v_place := agora_memory._place_pattern(v_new.name, v_body, p_vector, agora.setting_integer('memory.pattern_diversity_k'));
    SELECT v.* INTO v_old -- the very text, even one without a word to compare
      FROM agora_memory.pattern_version AS v
      JOIN agora_memory.pattern AS p ON p.pattern_id = v.pattern_id AND p.status = 'active'
     WHERE v.hash = v_new.hash
     ORDER BY v.pattern_version_id
     LIMIT 1;
    v_is_novel := NOT FOUND AND v_place.max_similarity < agora.setting_numeric('memory.pattern_duplicate_similarity');
    IF v_is_novel THEN
        v_new.pattern_id := agora_memory._new_pattern(v_new, p_type, p_role, p_category, v_place);
        PERFORM agora_memory._put_document('pattern', v_new.pattern_id, v_new.name, v_body, p_type); -- the type is the facet of patterns
        PERFORM agora_memory._put_embeddings(a.embedding_model_id, '{pattern}', ARRAY[v_new.pattern_id], '{NULL}', ARRAY[p_vector])
           FROM agora_memory.embedding_activation AS a
          WHERE a.kind = 'pattern' AND p_vector IS NOT NULL;
    ELSE
        v_new.pattern_id := coalesce(v_old.pattern_id, v_place.nearest_pattern_id);
    END IF;
    IF v_old.pattern_version_id IS NULL THEN
        v_new.similarity := CASE WHEN v_is_novel THEN 1 ELSE v_place.max_similarity END;
        v_new.version := agora_memory._next_version(v_new.pattern_id, v_new.similarity);
        UPDATE agora_memory.pattern AS p
           SET versions = p.versions + 1, quality = greatest(p.quality, v_new.quality)
         WHERE p.pattern_id = v_new.pattern_id;
        INSERT INTO agora_memory.pattern_version AS v
               (pattern_id, version, name, description, template, parameters, details, hash, similarity, quality, author_id, attempt_id,
                contribution, recorded_at)
        VALUES (v_new.pattern_id, v_new.version, v_new.name, v_new.description, v_new.template, v_new.parameters, v_new.details, v_new.hash,
                v_new.similarity, v_new.quality, v_new.author_id, v_new.attempt_id, v_new.contribution, v_new.recorded_at)
        RETURNING v.pattern_version_id INTO v_new.pattern_version_id;
        PERFORM agora_event._emit('memory.pattern.contributed.v1', v_new.pattern_id::text,
                                  jsonb_build_object('pattern_id', v_new.pattern_id, 'pattern_version_id', v_new.pattern_version_id,
                                                     'version', v_new.version, 'attempt_id', v_new.attempt_id,
                                                     'is_novel', v_is_novel, 'novelty', v_place.novelty),
                                  NULL, v_new.author_id);
    END IF;
    PERFORM agora_memory._open_review(v_new.contribution, v_new.author_id);
    RETURN (v_new.pattern_id, coalesce(v_old.pattern_version_id, v_new.pattern_version_id), coalesce(v_old.version, v_new.version),
            v_is_novel, v_old.version IS NOT NULL,
            v_place.novelty, v_place.max_similarity, v_place.diversity, v_new.parameters)::agora_memory.pattern_contribution;
END;
$_add_pattern$;

COMMENT ON FUNCTION agora_memory._add_pattern(agora_memory.pattern_version, text, text, text, public.vector)
    IS 'Write a checked contribution as a pattern or as a version of one.';
REVOKE ALL ON FUNCTION agora_memory._add_pattern(agora_memory.pattern_version, text, text, text, public.vector) FROM PUBLIC;
