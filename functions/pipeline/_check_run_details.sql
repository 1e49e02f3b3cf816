-- Details of a run: only what is known, and of its kind.
-- Errors: 22023 · ZG014.
CREATE OR REPLACE FUNCTION agora_pipeline._check_run_details(
    p_details  jsonb,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_run_details$
DECLARE
    v_unknown text;
BEGIN
    PERFORM agora._check_object('p_details', p_details);
    SELECT k.key INTO v_unknown
      FROM jsonb_each(p_details) AS k
     WHERE CASE WHEN k.key IN ('node_type', 'service_name', 'subject', 'project', 'pipeline_version') THEN NOT agora._is_text(k.value, 200)
                WHEN k.key IN ('intent', 'meta') THEN jsonb_typeof(k.value) <> 'object'
                WHEN k.key = 'attempt' THEN jsonb_typeof(k.value) <> 'number' OR NOT (k.value #>> '{}') ~ '^[0-9]{1,18}$'
                ELSE true END
        OR (k.key = 'node_type' AND (k.value #>> '{}') NOT IN ('EFFECT', 'COMPUTE', 'REDUCER', 'ORCHESTRATOR'))
     ORDER BY k.key
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'details of a run are not right',
            DETAIL  = format('key=%s value=%s', v_unknown, left((p_details -> v_unknown)::text, 100)),
            HINT    = 'node_type (EFFECT, COMPUTE, REDUCER, ORCHESTRATOR), service_name, subject, project, pipeline_version: texts; attempt: an id; intent, meta: objects.';
    END IF;
    IF p_details ? 'attempt' AND NOT EXISTS (SELECT FROM agora_memory.attempt AS a
                                              WHERE a.attempt_id = (p_details ->> 'attempt')::bigint AND a.principal_id = p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG014',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('attempt=%s', p_details ->> 'attempt'),
            HINT    = 'Name an attempt of the same principal.';
    END IF;
END;
$_check_run_details$;

COMMENT ON FUNCTION agora_pipeline._check_run_details(jsonb, bigint)
    IS 'Refuse details of a run that are unknown or of another kind.';
REVOKE ALL ON FUNCTION agora_pipeline._check_run_details(jsonb, bigint) FROM PUBLIC;
