-- Asks for a run of Python code in a sandbox: of a transform, or of p_code. Each case is a call and what it must return; p_test is code that
-- must end without an error. Asked by an operator or a reviewer, and not the contributor, the outcome is a verification of the transform.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM005 · ZW103 not runnable · ZW104 too many.
-- Locks: the key's row.   Emits: work.request.submitted.v1 · work.request.denied.v1.
CREATE OR REPLACE FUNCTION agora_work.submit_sandbox_job(
    p_transform  bigint DEFAULT NULL,
    p_code       text   DEFAULT NULL,
    p_cases      jsonb  DEFAULT '[]',
    p_test       text   DEFAULT NULL,
    p_limits     jsonb  DEFAULT '{}',
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS agora_work.request_receipt
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $submit_sandbox_job$
DECLARE
    v_first      jsonb;
    v_request    agora_work.request;
    v_transform  agora_memory.transform;
    v_receipt    agora_work.request_receipt;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200);
    PERFORM agora._check_text('p_code', p_code, agora.setting_integer('work.request_bytes'), p_optional => true);
    PERFORM agora_work._check_cases(p_cases, p_test);
    IF num_nonnulls(p_transform, p_code) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'either a transform or code is run',
            DETAIL  = format('p_transform=%s p_code=%s', coalesce(p_transform::text, 'NULL'), CASE WHEN p_code IS NULL THEN 'NULL' ELSE 'given' END),
            HINT    = 'Pass exactly one of p_transform and p_code.';
    END IF;
    v_request.limits := agora_work._sandbox_limits(p_limits);
    v_first := agora._first_result('submit_sandbox_job', p_actor, p_key, jsonb_build_array(p_transform, p_code, p_cases, p_test, p_limits));
    IF v_first IS NOT NULL THEN
        RETURN jsonb_populate_record(NULL::agora_work.request_receipt, v_first);
    END IF;
    IF p_transform IS NOT NULL THEN
        SELECT t.* INTO v_transform FROM agora_memory.transform AS t WHERE t.transform_id = p_transform;
        IF NOT FOUND THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM005',
                MESSAGE = 'unknown transform',
                DETAIL  = format('p_transform=%s', p_transform),
                HINT    = 'See agora_memory.known_transform.';
        ELSIF v_transform.blocked_at IS NOT NULL OR v_transform.language <> 'python' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZW103',
                MESSAGE = 'the transform is not run',
                DETAIL  = format('p_transform=%s language=%s blocked_at=%s', p_transform, v_transform.language, coalesce(v_transform.blocked_at::text, 'never')),
                HINT    = 'Only Python is run, and nothing that is blocked.';
        END IF;
    END IF;
    v_request.kind         := 'sandbox';
    v_request.requester_id := p_actor;
    v_request.transform_id := p_transform;
    v_request.author_id    := coalesce(v_transform.contributor_id, p_actor);
    v_request.vouches      := p_transform IS NOT NULL AND p_actor <> v_request.author_id
                              AND (agora._is_operator(p_actor)
                                   OR EXISTS (SELECT 1 FROM agora_memory.reviewer AS w WHERE w.principal_id = p_actor));
    v_request.body         := jsonb_strip_nulls(jsonb_build_object('code', p_code, 'test', p_test)) || jsonb_build_object('cases', p_cases);
    v_request.denial       := agora_work._standing_denial(p_actor, NULL);
    v_receipt := agora_work._put_request(v_request);
    PERFORM agora._keep_result('submit_sandbox_job', p_actor, p_key, to_jsonb(v_receipt));
    RETURN v_receipt;
END;
$submit_sandbox_job$;

COMMENT ON FUNCTION agora_work.submit_sandbox_job(bigint, text, jsonb, text, jsonb, text, bigint)
    IS 'Ask for a run of a transform, or of Python code, in a sandbox: cases [{call, args, kwargs, expected}], a test, and limits below those of the settings.';
REVOKE ALL ON FUNCTION agora_work.submit_sandbox_job(bigint, text, jsonb, text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.submit_sandbox_job(bigint, text, jsonb, text, jsonb, text, bigint) TO agora_service;
