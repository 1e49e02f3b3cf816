-- Opens an attempt; its texts are stored without secrets. Without a key every call is a new attempt; with one a repeated call
-- returns the first attempt. Details may name the manifest it works with.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM003 · ZM004 · ZM005 · ZM006 · ZM031 · ZM070 unknown manifest.
-- Emits: memory.manifest.used.v1
CREATE OR REPLACE FUNCTION agora_memory.start_attempt(
    p_request         text,
    p_category        text     DEFAULT NULL,
    p_approach        text     DEFAULT NULL,
    p_parent          bigint   DEFAULT NULL,
    p_correlation_id  uuid     DEFAULT NULL,
    p_transforms      bigint[] DEFAULT '{}',
    p_details         jsonb    DEFAULT '{}',
    p_key             text     DEFAULT NULL,
    p_actor           bigint   DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_attempt$
DECLARE
    v_texts        text[];
    v_details      jsonb;
    v_hash         bytea;
    v_found        agora_memory.attempt;
    v_correlation  uuid;
    v_attempt      bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_request', p_request, 100000);
    PERFORM agora._check_text('p_approach', p_approach, 10000, p_optional => true);
    PERFORM agora._check_text('p_key', p_key, 200, p_optional => true);
    PERFORM agora_memory._check_details(p_details);
    v_texts := agora_memory._redact_texts(ARRAY[p_request, p_approach]);
    v_details := agora_memory._redact_json(p_details);
    v_hash := sha256(convert_to(jsonb_build_array(v_texts, p_category, p_parent, p_correlation_id, p_transforms, v_details)::text, 'UTF8'));
    IF p_key IS NULL OR NOT EXISTS (SELECT 1 FROM agora_memory.attempt AS a WHERE a.principal_id = p_actor AND a.idempotency_key = p_key) THEN
        PERFORM agora_memory._check_category(p_category);
        PERFORM agora_memory._check_transforms(p_transforms);
        v_correlation := agora_memory._check_parent(p_parent, p_correlation_id);
        v_attempt := agora_memory._start_attempt(v_texts[1], p_category, v_texts[2], p_parent, v_correlation, p_transforms, v_details,
                                                 agora.now(), p_key, v_hash, p_actor);
        IF v_attempt IS NOT NULL THEN
            PERFORM agora_memory._use_manifest(v_attempt, v_details, p_actor);
            RETURN v_attempt;
        END IF;
    END IF;

    SELECT a.* INTO v_found FROM agora_memory.attempt AS a WHERE a.principal_id = p_actor AND a.idempotency_key = p_key;
    IF v_found.argument_hash IS DISTINCT FROM v_hash THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=start_attempt key=%s first_used=%s', p_key, v_found.recorded_at),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_found.attempt_id;
END;
$start_attempt$;

COMMENT ON FUNCTION agora_memory.start_attempt(text, text, text, bigint, uuid, bigint[], jsonb, text, bigint)
    IS 'Open an attempt at a task and return its id; p_parent names the attempt it retries, p_transforms what it uses, p_details the rest: {"project": "shop", "manifest_id": 7}.';
REVOKE ALL ON FUNCTION agora_memory.start_attempt(text, text, text, bigint, uuid, bigint[], jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.start_attempt(text, text, text, bigint, uuid, bigint[], jsonb, text, bigint) TO agora_service;
