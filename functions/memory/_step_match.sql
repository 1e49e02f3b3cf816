-- Step 5: transforms for the same kind of request, whatever became of this attempt; its own is none of them.
CREATE OR REPLACE FUNCTION agora_memory._step_match(p_state agora_memory.completion)
RETURNS agora_memory.completion
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_step_match$
DECLARE
    v_found bigint[];
BEGIN
    v_found := ARRAY(SELECT m.transform_id
                       FROM agora_memory.match_transforms(left(p_state.request, 10000), 5) AS m
                      WHERE NOT EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS x
                                         WHERE x.attempt_id = p_state.attempt_id AND x.transform_id = m.transform_id AND x.is_source)
                      ORDER BY m.rank);
    p_state.result := jsonb_build_object('transform_ids', to_jsonb(v_found));
    RETURN p_state;
END;
$_step_match$;

COMMENT ON FUNCTION agora_memory._step_match(agora_memory.completion)
    IS 'Find transforms that match the request.';
REVOKE ALL ON FUNCTION agora_memory._step_match(agora_memory.completion) FROM PUBLIC;
