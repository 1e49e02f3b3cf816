-- Records what a run made. The content is kept once, under the SHA-256 of its bytes; one with a secret in it is named, not kept. Run, path and
-- hash are the key: said again, it is the same artefact.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG001 · ZG002 · ZG003 · ZG005.   Locks: the run.
CREATE OR REPLACE FUNCTION agora_pipeline.add_artefact(
    p_run               bigint,
    p_path              text,
    p_kind              text,
    p_content           text   DEFAULT NULL,
    p_hash              text   DEFAULT NULL,
    p_stage             text   DEFAULT NULL,
    p_template_version  text   DEFAULT NULL,
    p_meta              jsonb  DEFAULT '{}',
    p_actor             bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_artefact$
DECLARE
    v_meta      jsonb;
    v_hash      text := coalesce(encode(sha256(convert_to(p_content, 'UTF8')), 'hex'), p_hash);
    v_kept      boolean;
    v_artefact  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_path', p_path, 1000), agora._check_text('p_kind', p_kind, 100), agora._check_text('p_template_version', p_template_version, 200, p_optional => true);
    v_meta := agora_pipeline._check_data('p_meta', p_meta);
    IF v_hash IS NULL OR v_hash !~ '^[0-9a-f]{64}$' OR v_hash <> coalesce(p_hash, v_hash) OR length(p_content) > 10000000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'an artefact needs its content or its hash',
            DETAIL  = format('p_hash=%s content_hash=%s characters=%s', coalesce(p_hash, 'NULL'), coalesce(v_hash, 'NULL'), coalesce(length(p_content)::text, 'NULL')),
            HINT    = 'Pass p_content, at most 10 million characters, or p_hash, 64 lower-case hexadecimal digits; both must agree.';
    END IF;
    IF p_stage IS NOT NULL THEN
        PERFORM agora_pipeline._known_stage(p_stage);
    END IF;
    PERFORM agora_pipeline._lock_run(p_run, false, p_actor);
    SELECT a.artefact_id INTO v_artefact FROM agora_pipeline.artefact AS a WHERE a.generation_run_id = p_run AND a.path = p_path AND a.hash = v_hash;
    IF FOUND THEN
        RETURN v_artefact;
    END IF;
    PERFORM agora_pipeline._lock_run(p_run, true, p_actor);
    v_kept := p_content IS NOT NULL AND NOT agora_memory._has_secret(p_content);
    IF v_kept THEN
        INSERT INTO agora_pipeline.artefact_content (hash, content, recorded_at)
        VALUES (v_hash, p_content, agora.now())
        ON CONFLICT ON CONSTRAINT artefact_content_pk DO NOTHING;
    END IF;
    INSERT INTO agora_pipeline.artefact AS a (generation_run_id, path, kind, hash, has_content, stage, template_version, meta, recorded_at)
    VALUES (p_run, p_path, p_kind, v_hash, v_kept, p_stage, p_template_version, v_meta, agora.now())
    RETURNING a.artefact_id INTO v_artefact;
    RETURN v_artefact;
END;
$add_artefact$;

COMMENT ON FUNCTION agora_pipeline.add_artefact(bigint, text, text, text, text, text, text, jsonb, bigint)
    IS 'Record what a generation run made, by its content or by the SHA-256 of it; returns its id. Run, path and content are its key.';
REVOKE ALL ON FUNCTION agora_pipeline.add_artefact(bigint, text, text, text, text, text, text, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.add_artefact(bigint, text, text, text, text, text, text, jsonb, bigint) TO agora_service;
