-- Says what came of a request, as the worker that holds it. What did anything it may not has not passed. The key is the claim, where none
-- is given.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM005 · ZM032 · ZW100 unknown · ZW101 ended · ZW102 lost.
-- Locks: the key's row, the request, the transform, the escalation, the author's breaker, streams of the witness.   Emits: work.request.finished.v1.
CREATE OR REPLACE FUNCTION agora_work.finish_request(
    p_request     bigint,
    p_epoch       bigint,
    p_outcome     text,
    p_result      jsonb  DEFAULT '{}',
    p_violations  text[] DEFAULT '{}',
    p_key         text   DEFAULT NULL,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $finish_request$
DECLARE
    v_key      text := coalesce(p_key, format('%s:%s', p_request, p_epoch));
    v_first    jsonb;
    v_request  agora_work.request;
    v_told     jsonb;
BEGIN
    PERFORM agora._act_as(p_actor);
    -- Four times, as characters are escaped; and room for what a sandbox tells of each case, however little may be asked.
    PERFORM agora._check_object('p_result', p_result, 4 * agora.setting_integer('work.request_bytes') + 1000000);
    IF p_outcome IS NULL OR p_outcome NOT IN ('passed', 'failed', 'error') OR p_violations IS NULL
       OR EXISTS (SELECT 1 FROM unnest(p_violations) AS v(name) WHERE NOT EXISTS (SELECT 1 FROM agora_work.request_violation AS k WHERE k.violation = v.name)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'outcome is not usable',
            DETAIL  = format('p_outcome=%s p_violations=%s', left(coalesce(p_outcome, 'NULL'), 100), left(coalesce(p_violations::text, 'NULL'), 300)),
            HINT    = 'The outcome is passed, failed or error; agora_work.known_violation lists violations.';
    END IF;
    v_first := agora._first_result('finish_request', p_actor, v_key, jsonb_build_array(p_request, p_epoch, p_outcome, p_result, p_violations));
    IF v_first IS NOT NULL THEN
        RETURN v_first #>> '{}';
    END IF;
    -- First, so that who is no worker does not learn what others asked for.
    PERFORM agora_work._check_worker(coalesce((SELECT r.kind FROM agora_work.request AS r WHERE r.request_id = p_request), 'exec'), p_actor);
    v_request := agora_work._lock_request(p_request, p_epoch, p_actor);
    v_request.violations := ARRAY(SELECT DISTINCT v.name FROM unnest(p_violations) AS v(name) ORDER BY v.name);
    v_request.outcome    := CASE WHEN p_outcome = 'passed' AND p_violations <> '{}' THEN 'failed' ELSE p_outcome END;
    UPDATE agora_work.request AS r
       SET status = 'finished', outcome = v_request.outcome, result = agora_memory._redact_json(p_result), violations = v_request.violations,
           finished_at = agora.now()
     WHERE r.request_id = p_request
    RETURNING r.* INTO v_request;
    PERFORM agora_work._judge_request(v_request, p_actor);
    v_told := jsonb_build_object('request_id', p_request, 'kind', v_request.kind, 'outcome', v_request.outcome, 'violations', v_request.violations);
    PERFORM agora_event._emit('work.request.finished.v1', p_request::text, v_told, NULL, v_request.requester_id);
    PERFORM agora_work._testify(format('requests:%s', v_request.requester_id), 'security', 'request.finished',
                                CASE WHEN p_violations = '{}' THEN 'info' ELSE 'high' END, format('request %s', p_request), v_told, NULL, p_actor);
    PERFORM agora._keep_result('finish_request', p_actor, v_key, to_jsonb(v_request.outcome));
    RETURN v_request.outcome;
END;
$finish_request$;

COMMENT ON FUNCTION agora_work.finish_request(bigint, bigint, text, jsonb, text[], text, bigint)
    IS 'Finish a request as its worker: passed, failed or error, a result, and violations; returns the outcome that stands.';
REVOKE ALL ON FUNCTION agora_work.finish_request(bigint, bigint, text, jsonb, text[], text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.finish_request(bigint, bigint, text, jsonb, text[], text, bigint) TO agora_service;
