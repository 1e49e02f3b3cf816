-- Ends an attempt and learns from it in the same transaction: the error gets its signature, working code becomes a transform,
-- a retry becomes evidence, and whoever's knowledge helped is paid by the domain above. A step that cannot be done (code that
-- does not parse) is recorded in step_error and never loses the attempt.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM001 unknown or not the actor's · ZM002 finished before · ZM005 · ZM006.
-- Locks: the attempt, the resolution, usage.   Emits: memory.attempt.finished.v1 · memory.resolution.confirmed.v1
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
    v_detail   agora_memory.attempt_detail;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200, p_optional => true);
    PERFORM agora._check_text('p_approach', p_approach, 10000, p_optional => true);
    PERFORM agora._check_text('p_code', nullif(btrim(p_code), ''), agora.setting_integer('memory.code_limit'), p_optional => true);
    PERFORM agora._check_text('p_language', p_language, 40, p_optional => true);
    PERFORM agora_memory._check_outcome(p_status, p_error_type, p_error_message, p_error_stack, p_quality);
    PERFORM agora_memory._check_details(p_details);
    v_hash := sha256(convert_to(jsonb_build_array(p_attempt, p_status, p_error_type, p_error_message, p_error_stack, p_code, p_language,
                                                  trim_scale(p_quality), p_approach, p_transforms, p_details)::text, 'UTF8'));

    SELECT a.* INTO v_attempt FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt AND a.principal_id = p_actor FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s actor=%s', coalesce(p_attempt::text, 'NULL'), p_actor),
            HINT    = 'Finish an attempt that the same principal started.';
    END IF;
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
       SET approach = coalesce(p_approach, d.approach), error_type = p_error_type, error_message = agora_memory._fit_stack(p_error_message),
           error_stack = agora_memory._fit_stack(p_error_stack), code = p_code, language = CASE WHEN p_code IS NOT NULL THEN p_language END,
           agent_type = coalesce(p_details ->> 'agent_type', d.agent_type), meta = d.meta || coalesce(nullif(p_details -> 'meta', 'null'), '{}'),
           tools = CASE WHEN p_details ->> 'tools' IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(p_details -> 'tools')) ELSE d.tools END
     WHERE d.attempt_id = p_attempt
    RETURNING d.* INTO v_detail;
    UPDATE agora_memory.attempt AS a
       SET status = p_status, finished_at = greatest(v_now, a.started_at), quality = p_quality,
           confidence = (p_details ->> 'confidence')::numeric, tokens_in = (p_details ->> 'tokens_in')::numeric::bigint,
           tokens_out = (p_details ->> 'tokens_out')::numeric::bigint, cost_usd = (p_details ->> 'cost_usd')::numeric,
           project = coalesce(p_details ->> 'project', a.project), model = coalesce(p_details ->> 'model', a.model),
           approach_key = agora_memory._approach_key(
               (SELECT x.transform_id FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = p_attempt ORDER BY x.ordinal LIMIT 1),
               v_detail.approach),
           error_signature_id = CASE WHEN concat(p_error_type, p_error_message, p_error_stack) ~ '\S'
                                     THEN (agora_memory._signatures_of(ARRAY[p_error_type], ARRAY[p_error_message], ARRAY[p_error_stack],
                                                                       ARRAY[v_now], true, p_actor))[1] END,
           finish_key = p_key, finish_hash = v_hash
     WHERE a.attempt_id = p_attempt;

    PERFORM agora_memory._keep_code(ARRAY[p_attempt], true, true);
    PERFORM agora_memory._learn(ARRAY[p_attempt], true);
    PERFORM agora_memory._record_uses(ARRAY[p_attempt]);
    RETURN agora_memory._announce_attempt(p_attempt);
END;
$finish_attempt$;

COMMENT ON FUNCTION agora_memory.finish_attempt(bigint, text, text, text, text, text, text, numeric, text, bigint[], jsonb, text, bigint)
    IS 'End an attempt (success, error, timeout, cancelled, partial) and learn from it; returns what was recognised and kept.';
REVOKE ALL ON FUNCTION agora_memory.finish_attempt(bigint, text, text, text, text, text, text, numeric, text, bigint[], jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.finish_attempt(bigint, text, text, text, text, text, text, numeric, text, bigint[], jsonb, text, bigint) TO agora_service;
