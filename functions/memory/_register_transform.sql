-- Registers code under the hash of its normalised text; the same program again is the transform that is there. Novelty is
-- measured against what was active before.
-- Emits: memory.transform.registered.v1
CREATE OR REPLACE FUNCTION agora_memory._register_transform(
    p_code         text,
    p_normalized   agora_memory.normalized_code,
    p_name         text,
    p_description  text,
    p_category     text,
    p_quality      numeric,
    p_attempt      bigint,
    p_is_imported  boolean,
    p_announce     boolean,
    p_actor        bigint
)
RETURNS agora_memory.registration
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_register_transform$
DECLARE
    v_name         text := left(coalesce(p_name, p_normalized.symbol, 'unnamed ' || p_normalized.language), 200);
    v_description  text := coalesce(p_description, p_normalized.docstring);
    v_similarity   numeric;
    v_id           bigint;
BEGIN
    SELECT t.transform_id INTO v_id
      FROM agora_memory.transform AS t
     WHERE t.hash = p_normalized.hash AND t.language = p_normalized.language AND t.normalizer_version = p_normalized.normalizer_version;
    IF FOUND THEN
        RETURN (v_id, true, p_normalized.hash)::agora_memory.registration;
    END IF;

    SELECT s.similarity INTO v_similarity FROM agora_memory._search_documents('transform', p_code, 1) AS s;
    INSERT INTO agora_memory.transform AS t
           (name, description, language, code, hash, normalizer_version, category, quality, complexity, novelty,
            contributor_id, source_attempt_id, is_imported, recorded_at)
    VALUES (v_name, v_description, p_normalized.language, p_code, p_normalized.hash, p_normalized.normalizer_version, p_category,
            CASE WHEN p_quality IS NOT NULL THEN least(p_quality, agora.setting_numeric('memory.claimed_quality_cap')) END,
            round(least(1, greatest(0, coalesce(p_normalized.cyclomatic, 1) - 1) / 20.0), 6),
            round(1 - least(1, coalesce(v_similarity, 0)), 6),
            p_actor, p_attempt, p_is_imported, agora.now())
    ON CONFLICT ON CONSTRAINT transform_hash_uq DO NOTHING
    RETURNING t.transform_id INTO v_id;
    IF NOT FOUND THEN -- another session was faster
        SELECT t.transform_id INTO v_id
          FROM agora_memory.transform AS t
         WHERE t.hash = p_normalized.hash AND t.language = p_normalized.language AND t.normalizer_version = p_normalized.normalizer_version;
        RETURN (v_id, true, p_normalized.hash)::agora_memory.registration;
    END IF;

    PERFORM agora_memory._put_document('transform', v_id, v_name, concat_ws(E'\n', v_description, p_code), p_category, p_normalized.language);
    IF p_announce THEN
        PERFORM agora_event._emit('memory.transform.registered.v1', v_id::text,
                                  jsonb_build_object('transform_id', v_id, 'name', v_name, 'language', p_normalized.language, 'hash', p_normalized.hash),
                                  NULL, p_actor);
    END IF;
    RETURN (v_id, false, p_normalized.hash)::agora_memory.registration;
END;
$_register_transform$;

COMMENT ON FUNCTION agora_memory._register_transform(text, agora_memory.normalized_code, text, text, text, numeric, bigint, boolean, boolean, bigint)
    IS 'Register checked code; the shared part of register_transform(), finish_attempt() and the importer.';
REVOKE ALL ON FUNCTION agora_memory._register_transform(text, agora_memory.normalized_code, text, text, text, numeric, bigint, boolean, boolean, bigint) FROM PUBLIC;
