-- Blocks a new version that is a copy of a blocked one, in the name of the system: a change of a few words does not bring back what
-- was stopped. A reviewer who finds it mended unblocks it.
-- Emits: memory.transform.blocked.v1
CREATE OR REPLACE FUNCTION agora_memory._block_copy(
    p_transform   bigint,
    p_similarity  numeric
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_block_copy$
DECLARE
    c_system     CONSTANT bigint := 1;
    v_transform  agora_memory.transform;
    v_reason     text;
BEGIN
    SELECT t.* INTO STRICT v_transform FROM agora_memory.transform AS t WHERE t.transform_id = p_transform;
    v_reason := format('copy of transform %s, which is blocked', v_transform.supersedes_id);
    PERFORM agora_memory._decide_transform(v_transform, 'block', v_reason,
                                           jsonb_build_object('copy_of', v_transform.supersedes_id, 'similarity', p_similarity), c_system);
    PERFORM agora_event._emit('memory.transform.blocked.v1', p_transform::text,
                              jsonb_build_object('transform_id', p_transform, 'reason', v_reason), NULL, c_system);
END;
$_block_copy$;

COMMENT ON FUNCTION agora_memory._block_copy(bigint, numeric)
    IS 'Block a new transform as the copy of a blocked one.';
REVOKE ALL ON FUNCTION agora_memory._block_copy(bigint, numeric) FROM PUBLIC;
