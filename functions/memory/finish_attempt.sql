-- Ends an attempt and learns from it in the same transaction: its texts are stored without secrets, then nine steps follow, each
-- recorded; what a step cannot do (code that does not parse) never loses the attempt. Whoever's knowledge helped is paid above.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM001 unknown or not the actor's · ZM002 finished before · ZM005 · ZM006 · ZM031 · ZM070.
-- Locks: the attempt, then those of the steps.   Emits: memory.attempt.finished.v1 · memory.resolution.confirmed.v1 · memory.manifest.used.v1
CREATE OR REPLACE FUNCTION agora_memory.finish_attempt(
    p_attempt        bigint,
    p_status         text,
    p_error_type     text     DEFAULT NULL,
    p_error_message  text     DEFAULT NULL,
    p_error_stack    text     DEFAULT NULL,
    p_code           text     DEFAULT NULL,
    p_language       text     DEFAULT 'python',
    p_quality        numeric  DEFAULT NULL,
    p_approach       text     DEFAULT NULL,
    p_transforms     bigint[] DEFAULT NULL,
    p_details        jsonb    DEFAULT '{}',
    p_options        jsonb    DEFAULT '{}',
    p_key            text     DEFAULT NULL,
    p_actor          bigint   DEFAULT agora.current_principal()
)
RETURNS agora_memory.finished_attempt
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $finish_attempt$
DECLARE
    v_now      timestamptz := agora.now();
    v_hash     bytea;
    v_attempt  agora_memory.attempt;
    v_texts    text[];
    v_details  jsonb;
    v_rule     text;
    v_code     text;
    v_words    text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200, p_optional => true);
    PERFORM agora._check_text('p_approach', p_approach, 10000, p_optional => true);
    PERFORM agora._check_text('p_code', p_code, 10000000, p_optional => true, p_allow_blank => true);
    PERFORM agora._check_text('p_language', p_language, 40, p_optional => true);
    PERFORM agora_memory._check_outcome(p_status, p_error_type, p_error_message, p_error_stack, p_quality);
    PERFORM agora_memory._check_details(p_details);
    PERFORM agora_memory._check_options(p_options);
    v_texts := agora_memory._redact_texts(ARRAY[p_approach, p_error_type, p_error_message, p_error_stack]);
    v_details := agora_memory._redact_json(p_details);
    v_rule := CASE WHEN agora_memory._has_secret(p_code) THEN agora_memory._secret_rule(p_code) END;
    v_code := CASE WHEN v_rule IS NULL THEN p_code END;
    v_hash := sha256(convert_to(jsonb_build_array(p_attempt, p_status, v_texts, v_code, v_rule, p_language, trim_scale(p_quality), p_transforms,
                                                  v_details, p_options)::text, 'UTF8'));

    v_attempt := agora_memory._lock_attempt(p_attempt, p_actor);
    IF v_attempt.status <> 'in_progress' THEN
        IF v_attempt.finish_key = p_key AND v_attempt.finish_hash = v_hash THEN
            RETURN agora_memory._finish_result(p_attempt);
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = 'ZM002',
            MESSAGE = 'attempt was finished before',
            DETAIL  = format('attempt_id=%s status=%s finished_at=%s', p_attempt, v_attempt.status, v_attempt.finished_at),
            HINT    = 'Start a retry with p_parent; only a call with the first call''s key and arguments is repeated.';
    END IF;

    IF p_transforms IS NOT NULL THEN
        PERFORM agora_memory._check_transforms(p_transforms);
        DELETE FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = p_attempt;
        INSERT INTO agora_memory.attempt_transform (attempt_id, ordinal, transform_id)
        SELECT p_attempt, u.ordinal, u.transform_id FROM unnest(p_transforms) WITH ORDINALITY AS u(transform_id, ordinal);
    END IF;

    UPDATE agora_memory.attempt_detail AS d
       SET approach = coalesce(v_texts[1], d.approach), error_type = v_texts[2], error_message = agora_memory._fit_stack(v_texts[3]),
           error_stack = agora_memory._fit_stack(v_texts[4]), code = v_code, language = CASE WHEN v_code IS NOT NULL THEN p_language END,
           agent_type = coalesce(v_details ->> 'agent_type', d.agent_type), meta = d.meta || coalesce(nullif(v_details -> 'meta', 'null'), '{}'),
           retention = coalesce(v_details ->> 'retention', d.retention),
           tools = coalesce(t.tools, d.tools), tool_ms = CASE WHEN t.tools IS NULL THEN d.tool_ms ELSE t.tool_ms END
      FROM agora_memory._read_tools(v_details -> 'tools') AS t
     WHERE d.attempt_id = p_attempt
    RETURNING d.approach INTO v_words;
    UPDATE agora_memory.attempt AS a
       SET status = p_status, finished_at = greatest(v_now, a.started_at), quality = p_quality,
           confidence = (v_details ->> 'confidence')::numeric, tokens_in = (v_details ->> 'tokens_in')::numeric::bigint,
           tokens_out = (v_details ->> 'tokens_out')::numeric::bigint, cost_usd = (v_details ->> 'cost_usd')::numeric,
           project = coalesce(v_details ->> 'project', a.project), model = coalesce(v_details ->> 'model', a.model),
           execution_id = coalesce((v_details ->> 'execution_id')::uuid, a.execution_id),
           approach_key = agora_memory._approach_key(
               (SELECT x.transform_id FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = p_attempt ORDER BY x.ordinal LIMIT 1), v_words),
           finish_key = p_key, finish_hash = v_hash
     WHERE a.attempt_id = p_attempt;

    PERFORM agora_memory._use_manifest(p_attempt, v_details, p_actor);
    PERFORM agora_memory._complete_attempt(p_attempt, p_options, v_rule, true);
    RETURN agora_memory._announce_attempt(p_attempt);
END;
$finish_attempt$;

COMMENT ON FUNCTION agora_memory.finish_attempt(bigint, text, text, text, text, text, text, numeric, text, bigint[], jsonb, jsonb, text, bigint)
    IS 'End an attempt (success, error, timeout, cancelled, partial) and learn from it; returns what was recognised, kept and matched. p_options switches steps off: {"match": false}.';
REVOKE ALL ON FUNCTION agora_memory.finish_attempt(bigint, text, text, text, text, text, text, numeric, text, bigint[], jsonb, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.finish_attempt(bigint, text, text, text, text, text, text, numeric, text, bigint[], jsonb, jsonb, text, bigint) TO agora_service;
