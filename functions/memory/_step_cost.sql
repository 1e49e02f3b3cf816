-- Step 6: the calls of models that the attempt made are linked with it: those of its principal, in its correlation, while it ran, that no
-- other attempt has. What they cost is then what it cost, whatever the caller tells.
CREATE OR REPLACE FUNCTION agora_memory._step_cost(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_step_cost$
BEGIN
    INSERT INTO agora_memory.attempt_call (llm_call_id, attempt_id, recorded_at)
    SELECT k.llm_call_id, a.attempt_id, agora.now()
      FROM agora_memory.attempt AS a
      JOIN agora_model.llm_call AS k ON k.correlation_id = a.correlation_id
     WHERE a.attempt_id = p_state.attempt_id AND k.principal_id = a.principal_id AND k.called_at >= a.started_at AND k.called_at <= a.finished_at
     ORDER BY k.llm_call_id
    ON CONFLICT ON CONSTRAINT attempt_call_pk DO NOTHING;
    SELECT jsonb_build_object('calls', c.calls, 'cost_usd', c.calls_usd) INTO p_state.result
      FROM agora_memory.attempt_cost AS c WHERE c.attempt_id = p_state.attempt_id;
    RETURN p_state;
END;
$_step_cost$;

COMMENT ON FUNCTION agora_memory._step_cost(agora_memory.completion)
    IS 'Link the attempt with the calls of models that it made.';
REVOKE ALL ON FUNCTION agora_memory._step_cost(agora_memory.completion) FROM PUBLIC;
