-- Step 4: the unit becomes a transform, or is one already. Where no transform was used, it is the approach.
-- Locks: the lineage, then the transform of this hash.   Emits: memory.transform.registered.v1
CREATE OR REPLACE FUNCTION agora_memory._step_store(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_step_store$
DECLARE
    v_made agora_memory.registration;
BEGIN
    v_made := agora_memory._register_transform(
        p_state.unit, p_state.normalized, NULL, left(concat_ws(E'\n', p_state.approach, p_state.request), 10000), p_state.category,
        p_state.quality, p_state.score, NULL, p_state.attempt_id, NOT p_state.is_rewardable, false, p_state.principal_id);
    PERFORM agora_memory._link_sources(ARRAY[p_state.attempt_id], ARRAY[v_made.transform_id]);
    p_state.result := jsonb_build_object('transform_id', v_made.transform_id, 'is_duplicate', v_made.is_duplicate);
    RETURN p_state;
END;
$_step_store$;

COMMENT ON FUNCTION agora_memory._step_store(agora_memory.completion)
    IS 'Register the unit of code as a transform.';
REVOKE ALL ON FUNCTION agora_memory._step_store(agora_memory.completion) FROM PUBLIC;
