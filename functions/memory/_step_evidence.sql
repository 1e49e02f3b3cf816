-- Step 8: a retry is evidence for or against its approach, and what the attempt used has been used.
-- Locks: the resolutions, then the transforms' usage, each in id order.   Emits: memory.transform.approved.v1
CREATE OR REPLACE FUNCTION agora_memory._step_evidence(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_step_evidence$
BEGIN
    p_state.result := jsonb_build_object('evidence', agora_memory._learn(ARRAY[p_state.attempt_id], p_state.is_rewardable),
                                         'uses', agora_memory._record_uses(ARRAY[p_state.attempt_id]));
    RETURN p_state;
END;
$_step_evidence$;

COMMENT ON FUNCTION agora_memory._step_evidence(agora_memory.completion)
    IS 'Write the evidence and the uses that the attempt gives.';
REVOKE ALL ON FUNCTION agora_memory._step_evidence(agora_memory.completion) FROM PUBLIC;
