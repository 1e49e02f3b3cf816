-- Step 7: the signature of the error, new or known.
-- Errors: 22023 the error says nothing.   Locks: the signature.   Emits: memory.error.discovered.v1
CREATE OR REPLACE FUNCTION agora_memory._step_error(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_step_error$
DECLARE
    v_signature bigint := (agora_memory._signatures_of(ARRAY[p_state.error_type], ARRAY[p_state.error_message], ARRAY[p_state.error_stack],
                                                       ARRAY[p_state.finished_at], true, p_state.principal_id))[1];
BEGIN
    UPDATE agora_memory.attempt AS a SET error_signature_id = v_signature WHERE a.attempt_id = p_state.attempt_id;
    p_state.result := jsonb_build_object('error_signature_id', v_signature);
    RETURN p_state;
END;
$_step_error$;

COMMENT ON FUNCTION agora_memory._step_error(agora_memory.completion)
    IS 'Recognise the error.';
REVOKE ALL ON FUNCTION agora_memory._step_error(agora_memory.completion) FROM PUBLIC;
