-- Writes an assignment down and tells.
-- Emits: model.assignment.changed.v1.
CREATE OR REPLACE FUNCTION agora_model._write_assignment(
    p_stage      text,
    p_model_ids  bigint[],
    p_shares     numeric[],
    p_is_pinned  boolean,
    p_reason     text,
    p_actor      bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_write_assignment$
DECLARE
    v_assignment bigint;
BEGIN
    INSERT INTO agora_model.model_assignment (stage, model_ids, shares, is_pinned, reason, created_by, recorded_at)
    VALUES (p_stage, p_model_ids, p_shares, p_is_pinned, p_reason, p_actor, agora.now())
    RETURNING model_assignment_id INTO v_assignment;
    PERFORM agora_event._emit('model.assignment.changed.v1', p_stage,
        jsonb_build_object('model_assignment_id', v_assignment, 'stage', p_stage, 'is_pinned', p_is_pinned, 'reason', p_reason,
                           'shares', (SELECT jsonb_object_agg(agora_model._reference_of(s.model_id), s.share) FROM unnest(p_model_ids, p_shares) AS s(model_id, share))),
        NULL, p_actor);
    RETURN v_assignment;
END;
$_write_assignment$;

COMMENT ON FUNCTION agora_model._write_assignment(text, bigint[], numeric[], boolean, text, bigint)
    IS 'Write an assignment down; returns its id.';
REVOKE ALL ON FUNCTION agora_model._write_assignment(text, bigint[], numeric[], boolean, text, bigint) FROM PUBLIC;
