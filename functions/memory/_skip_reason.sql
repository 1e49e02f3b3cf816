-- Why a step of completing an attempt has nothing to do, or NULL where it has.
CREATE OR REPLACE FUNCTION agora_memory._skip_reason(
    p_state  agora_memory.completion,
    p_step   text
)
RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    WHEN ((p_state).options -> p_step) = 'false' THEN 'switched off by the caller'
    WHEN p_step = 'extract' THEN CASE
        WHEN (p_state).secret_rule IS NOT NULL THEN NULL
        WHEN (p_state).code IS NULL THEN 'there is no code'
        WHEN (p_state).status <> 'success' THEN 'only the code of a success is kept'
        WHEN NOT agora.flag_on('stf_extraction', (p_state).principal_id) THEN 'the flag stf_extraction is off' END
    WHEN p_step = ANY (ARRAY['score', 'hash']) THEN CASE WHEN (p_state).unit IS NULL THEN 'no code was extracted' END
    WHEN p_step = 'store' THEN CASE WHEN ((p_state).normalized).hash IS NULL THEN 'no code was hashed' END
    WHEN p_step = 'cost' THEN CASE WHEN NOT agora.flag_on('cost_tracking', (p_state).principal_id) THEN 'the flag cost_tracking is off' END
    WHEN p_step = 'error' THEN CASE
        WHEN concat((p_state).error_type, (p_state).error_message, (p_state).error_stack) !~ '\S' THEN 'there is no error' END
    WHEN p_step = 'evidence' THEN CASE
        WHEN (p_state).status = 'cancelled' THEN 'an attempt that was cancelled decides nothing' END
    WHEN p_step = 'nomination' THEN CASE
        WHEN (p_state).status <> 'success' THEN 'only a success can be a golden state'
        WHEN NOT agora.flag_on('golden_states', (p_state).principal_id) THEN 'the flag golden_states is off' END
END;

COMMENT ON FUNCTION agora_memory._skip_reason(agora_memory.completion, text)
    IS 'Why a step is skipped, or NULL.';
REVOKE ALL ON FUNCTION agora_memory._skip_reason(agora_memory.completion, text) FROM PUBLIC;
