-- Writes down what a verifier found when it ran a transform outside the server. A verifier is an operator or a reviewer, and never
-- the contributor. The same job reported again with the same verdict is the first report.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM005 · ZM032 its own.   Locks: the transform.
-- Emits: memory.transform.verified.v1 · memory.transform.approved.v1
CREATE OR REPLACE FUNCTION agora_memory.record_verification(
    p_transform    bigint,
    p_verdict      text,
    p_environment  jsonb  DEFAULT '{}',
    p_job          text   DEFAULT NULL,
    p_detail       text   DEFAULT NULL,
    p_key          text   DEFAULT NULL,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_verification$
DECLARE
    v_key        text  := coalesce(p_key, 'job:' || p_transform || ':' || p_job);
    v_arguments  jsonb := jsonb_build_array(p_transform, p_verdict, p_environment, p_job, p_detail);
    v_transform  agora_memory.transform;
    v_first      jsonb;
    v_id         bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_object('p_environment', p_environment);
    PERFORM agora._check_text('p_job', p_job, 150, p_optional => true);
    PERFORM agora._check_text('p_detail', p_detail, 10000, p_optional => true);
    IF p_verdict IS NULL OR p_verdict NOT IN ('passed', 'failed', 'error') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown verdict',
            DETAIL  = format('p_verdict=%s', left(coalesce(p_verdict, 'NULL'), 100)),
            HINT    = 'Known: passed, failed, error.';
    END IF;
    v_transform := agora_memory._lock_transform(p_transform);
    PERFORM agora_memory._check_reviewer(v_transform.contributor_id, p_actor);
    v_first := agora._first_result('record_verification', p_actor, v_key, v_arguments);
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;

    INSERT INTO agora_memory.transform_verification AS v (transform_id, verifier_id, verdict, environment, job, detail, recorded_at)
    VALUES (p_transform, p_actor, p_verdict, agora_memory._redact_json(p_environment), p_job, agora_memory._redact(p_detail), agora.now())
    RETURNING v.transform_verification_id INTO v_id;
    PERFORM agora_event._emit('memory.transform.verified.v1', p_transform::text,
                              jsonb_build_object('transform_id', p_transform, 'transform_verification_id', v_id, 'verdict', p_verdict),
                              NULL, p_actor);
    PERFORM agora_memory._approve_by_policy(ARRAY[p_transform]);
    PERFORM agora._keep_result('record_verification', p_actor, v_key, to_jsonb(v_id));
    RETURN v_id;
END;
$record_verification$;

COMMENT ON FUNCTION agora_memory.record_verification(bigint, text, jsonb, text, text, text, bigint)
    IS 'Record the verdict (passed, failed, error) of a run of a transform outside the server, with its environment and the verifier''s job; returns its id.';
REVOKE ALL ON FUNCTION agora_memory.record_verification(bigint, text, jsonb, text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_verification(bigint, text, jsonb, text, text, text, bigint) TO agora_service;
