-- Records what a gate said of a run. What a failure means is in the catalogue, not here. Without a key every call is a new result.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZG001 · ZG002 · ZG003 · ZG006.   Locks: the run.   Emits: pipeline.gate.failed.v1
CREATE OR REPLACE FUNCTION agora_pipeline.record_gate(
    p_run          bigint,
    p_gate         text,
    p_outcome      text,
    p_duration_ms  numeric DEFAULT NULL,
    p_detail       jsonb   DEFAULT '{}',
    p_key          text    DEFAULT NULL,
    p_actor        bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_gate$
DECLARE
    v_gate    agora_pipeline.gate;
    v_run     agora_pipeline.generation_run;
    v_detail  jsonb;
    v_first   jsonb;
    v_result  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_duration_ms', p_duration_ms, 0, 1000000000, p_optional => true);
    v_detail := agora_pipeline._check_data('p_detail', p_detail);
    IF p_outcome IS NULL OR p_outcome NOT IN ('passed', 'failed', 'skipped') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'a gate does not say this',
            DETAIL  = format('p_outcome=%s', coalesce(p_outcome, 'NULL')),
            HINT    = 'passed, failed or skipped.';
    END IF;
    v_gate := agora_pipeline._known_gate(p_gate);
    v_first := agora._first_result('record_gate', p_actor, p_key, jsonb_build_array(p_run, p_gate, p_outcome, p_duration_ms, p_detail));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    v_run := agora_pipeline._lock_run(p_run, true, p_actor);
    INSERT INTO agora_pipeline.gate_result AS g (generation_run_id, gate, outcome, target_ms, duration_ms, detail, recorded_at)
    VALUES (p_run, p_gate, p_outcome, coalesce(v_gate.target_ms, agora.setting_numeric('pipeline.gate_target')), p_duration_ms, v_detail, agora.now())
    RETURNING g.gate_result_id INTO v_result;
    IF p_outcome = 'failed' AND EXISTS (SELECT FROM agora_pipeline.gate_type AS t WHERE t.gate_type = v_gate.gate_type AND t.is_blocking) THEN
        PERFORM agora_event._emit('pipeline.gate.failed.v1', p_run::text, jsonb_build_object('generation_run_id', p_run, 'gate', p_gate), v_run.correlation_id, p_actor);
    END IF;
    PERFORM agora._keep_result('record_gate', p_actor, p_key, to_jsonb(v_result));
    RETURN v_result;
END;
$record_gate$;

COMMENT ON FUNCTION agora_pipeline.record_gate(bigint, text, text, numeric, jsonb, text, bigint)
    IS 'Record what a gate said of a generation run: p_outcome passed, failed or skipped. Returns the id of the result; with a p_key, once.';
REVOKE ALL ON FUNCTION agora_pipeline.record_gate(bigint, text, text, numeric, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.record_gate(bigint, text, text, numeric, jsonb, text, bigint) TO agora_service;
