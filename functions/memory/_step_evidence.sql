-- Step 8: a retry is evidence for or against its approach.
-- Locks: the resolutions, in id order.
CREATE OR REPLACE FUNCTION agora_memory._step_evidence(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_step_evidence$
BEGIN
    p_state.result := jsonb_build_object('evidence', agora_memory._learn(ARRAY[p_state.attempt_id], p_state.is_rewardable));
    RETURN p_state;
END;
$_step_evidence$;

COMMENT ON FUNCTION agora_memory._step_evidence(agora_memory.completion)
    IS 'Write the evidence that the attempt gives.';
REVOKE ALL ON FUNCTION agora_memory._step_evidence(agora_memory.completion) FROM PUBLIC;
