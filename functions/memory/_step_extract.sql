-- Step 1: the unit of code that is worth keeping. Code that carries a secret was not stored, and is not looked at.
-- Errors: ZM014 the code carried a secret.
CREATE OR REPLACE FUNCTION agora_memory._step_extract(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_step_extract$
BEGIN
    IF p_state.secret_rule IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM014',
            MESSAGE = 'code carries a secret and was not kept',
            DETAIL  = format('rule=%s', p_state.secret_rule),
            HINT    = 'Read the secret from the environment; agora_memory.redaction shows the rules.';
    END IF;
    p_state.unit := p_state.code;
    RETURN p_state;
END;
$_step_extract$;

COMMENT ON FUNCTION agora_memory._step_extract(agora_memory.completion)
    IS 'Extract the unit of code.';
REVOKE ALL ON FUNCTION agora_memory._step_extract(agora_memory.completion) FROM PUBLIC;
