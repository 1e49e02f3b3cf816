-- Step 1: the unit of code that is worth keeping: the best function or class with what it needs, else all of it, because a fix
-- without a function is a fix. Code that carries a secret was not stored, and is not looked at.
-- Errors: ZM014 the code carried a secret.
CREATE OR REPLACE FUNCTION agora_memory._step_extract(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_step_extract$
DECLARE
    v_found agora_memory.code_extraction;
BEGIN
    IF p_state.secret_rule IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM014',
            MESSAGE = 'code carries a secret and was not kept',
            DETAIL  = format('rule=%s', p_state.secret_rule),
            HINT    = 'Read the secret from the environment; agora_memory.redaction shows the rules.';
    END IF;
    v_found := agora_memory.extract_code(p_state.code, p_state.language);
    p_state.unit := agora_memory._unit_of(v_found, p_state.code);
    p_state.unit_name := v_found.name;
    p_state.result := jsonb_build_object('method', v_found.method, 'name', v_found.name, 'confidence', v_found.confidence,
                                         'alternatives', jsonb_array_length(v_found.alternatives));
    RETURN p_state;
END;
$_step_extract$;

COMMENT ON FUNCTION agora_memory._step_extract(agora_memory.completion)
    IS 'Extract the unit of code.';
REVOKE ALL ON FUNCTION agora_memory._step_extract(agora_memory.completion) FROM PUBLIC;
