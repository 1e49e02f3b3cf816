-- Step 3: the unit normalised, whose hash says whether the program is known.
-- Errors: 22023 it does not parse, or is too long.
CREATE OR REPLACE FUNCTION agora_memory._step_hash(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_step_hash$
BEGIN
    p_state.normalized := agora_memory._normalize_unit(p_state.unit, p_state.language);
    p_state.result := jsonb_build_object('hash', (p_state.normalized).hash);
    RETURN p_state;
END;
$_step_hash$;

COMMENT ON FUNCTION agora_memory._step_hash(agora_memory.completion)
    IS 'Normalise and hash the unit of code.';
REVOKE ALL ON FUNCTION agora_memory._step_hash(agora_memory.completion) FROM PUBLIC;
