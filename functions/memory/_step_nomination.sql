-- Step 9: a success of high quality is nominated as a golden state, or approved at once.
-- Emits: memory.golden.nominated.v1 · memory.golden.approved.v1
CREATE OR REPLACE FUNCTION agora_memory._step_nomination(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_step_nomination$
BEGIN
    p_state.result := jsonb_build_object('golden_state_id', agora_memory._nominate_golden(p_state.attempt_id, p_state.principal_id));
    RETURN p_state;
END;
$_step_nomination$;

COMMENT ON FUNCTION agora_memory._step_nomination(agora_memory.completion)
    IS 'Nominate the attempt as a golden state where it is good enough.';
REVOKE ALL ON FUNCTION agora_memory._step_nomination(agora_memory.completion) FROM PUBLIC;
