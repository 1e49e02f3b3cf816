-- Step 2: how good the unit is, measured; the transform that is made of it is stored with this score.
CREATE OR REPLACE FUNCTION agora_memory._step_score(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_step_score$
DECLARE
    v_author text;
BEGIN
    SELECT p.name INTO v_author FROM agora.principal AS p WHERE p.principal_id = p_state.principal_id;
    p_state.score := agora_memory.score_code(
        p_state.unit, p_state.language,
        agora_memory._score_context(p_state.unit_name, concat_ws(E'\n', p_state.approach, p_state.request), v_author, '1.0.0'));
    p_state.result := jsonb_build_object('quality', (p_state.score).composite, 'tier', (p_state.score).tier);
    RETURN p_state;
END;
$_step_score$;

COMMENT ON FUNCTION agora_memory._step_score(agora_memory.completion)
    IS 'Measure the unit of code.';
REVOKE ALL ON FUNCTION agora_memory._step_score(agora_memory.completion) FROM PUBLIC;
