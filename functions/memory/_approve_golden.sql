-- Approves a golden state: from here on it can be found and reused.
-- Errors: ZA009 · ZM050.   Locks: the golden state.   Emits: memory.golden.approved.v1
CREATE OR REPLACE FUNCTION agora_memory._approve_golden(
    p_golden  bigint,
    p_source  text,
    p_notes   text,
    p_actor   bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_approve_golden$
DECLARE
    v_golden agora_memory.golden_state := agora_memory._decide_golden(p_golden, 'approved', p_source, p_notes, p_actor);
BEGIN
    PERFORM agora_memory._put_document('golden', p_golden, v_golden.problem, concat_ws(E'\n', v_golden.solution, v_golden.code),
                                       v_golden.category, v_golden.language);
    PERFORM agora_event._emit('memory.golden.approved.v1', p_golden::text,
                              jsonb_build_object('golden_state_id', p_golden, 'attempt_id', v_golden.attempt_id,
                                                 'quality', v_golden.quality, 'source', p_source),
                              NULL, p_actor);
END;
$_approve_golden$;

COMMENT ON FUNCTION agora_memory._approve_golden(bigint, text, text, bigint)
    IS 'Approve a golden state and make it findable.';
REVOKE ALL ON FUNCTION agora_memory._approve_golden(bigint, text, text, bigint) FROM PUBLIC;
