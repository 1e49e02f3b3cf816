-- Tells the world how an attempt ended and what it confirmed.
-- Emits: memory.attempt.finished.v1 · memory.resolution.confirmed.v1
CREATE OR REPLACE FUNCTION agora_memory._announce_attempt(p_attempt bigint)
RETURNS agora_memory.finished_attempt
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_announce_attempt$
DECLARE
    v_attempt  agora_memory.attempt;
    v_result   agora_memory.finished_attempt := agora_memory._finish_result(p_attempt);
BEGIN
    SELECT a.* INTO v_attempt FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt;
    PERFORM agora_event._emit('memory.attempt.finished.v1', p_attempt::text,
                              jsonb_build_object('attempt_id', p_attempt, 'status', v_result.status,
                                                 'error_signature_id', v_result.error_signature_id, 'transform_id', v_result.transform_id),
                              v_attempt.correlation_id, v_attempt.principal_id);
    IF v_result.status = 'success' AND v_result.resolution_id IS NOT NULL THEN
        PERFORM agora_event._emit('memory.resolution.confirmed.v1', v_result.resolution_id::text,
                                  jsonb_build_object('resolution_id', v_result.resolution_id, 'attempt_id', p_attempt,
                                                     'confidence', v_result.confidence),
                                  v_attempt.correlation_id, v_attempt.principal_id);
    END IF;
    RETURN v_result;
END;
$_announce_attempt$;

COMMENT ON FUNCTION agora_memory._announce_attempt(bigint)
    IS 'Publish that an attempt ended; returns its result.';
REVOKE ALL ON FUNCTION agora_memory._announce_attempt(bigint) FROM PUBLIC;
