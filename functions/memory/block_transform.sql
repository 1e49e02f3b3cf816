-- Stops a transform at once, whatever its status: it is neither found nor used until it is unblocked.
-- Errors: 22023 no reason · 42501 · ZA001 · ZA002 · ZM005 · ZM032 its own.   Locks: the transform.
-- Emits: memory.transform.blocked.v1
CREATE OR REPLACE FUNCTION agora_memory.block_transform(
    p_transform  bigint,
    p_reason     text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $block_transform$
DECLARE
    v_transform agora_memory.transform;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_transform := agora_memory._lock_transform(p_transform);
    PERFORM agora_memory._check_reviewer(v_transform.contributor_id, p_actor);
    IF agora_memory._decide_transform(v_transform, 'block', p_reason, '{}', p_actor) THEN
        PERFORM agora_event._emit('memory.transform.blocked.v1', p_transform::text,
                                  jsonb_build_object('transform_id', p_transform, 'reason', agora_memory._redact(p_reason)), NULL, p_actor);
    END IF;
    RETURN v_transform.status;
END;
$block_transform$;

COMMENT ON FUNCTION agora_memory.block_transform(bigint, text, bigint)
    IS 'Block a transform, with a reason; reviewers and operators, not its contributor. Returns its status, which a block does not change.';
REVOKE ALL ON FUNCTION agora_memory.block_transform(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.block_transform(bigint, text, bigint) TO agora_service;
