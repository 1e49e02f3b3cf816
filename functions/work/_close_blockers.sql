-- Closes blockers that are open and ends the help with them. The counts of their tasks are the caller's.
-- Emits: work.blocker.closed.v1 · work.help.ended.v1 · work.message.sent.v1.
CREATE OR REPLACE FUNCTION agora_work._close_blockers(
    p_blockers    bigint[],
    p_resolution  text,
    p_actor       bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_close_blockers$
DECLARE
    v_keys    text[];
    v_bodies  jsonb[];
BEGIN
    WITH closed AS (
        UPDATE agora_work.blocker AS b
           SET closed_at = agora.now(), closed_by = p_actor, resolution = p_resolution, due_at = NULL
         WHERE b.blocker_id = ANY (p_blockers) AND b.closed_at IS NULL
        RETURNING b.blocker_id, b.task_id, b.type, b.reported_by
    )
    SELECT array_agg(c.task_id::text ORDER BY c.blocker_id),
           array_agg(jsonb_build_object('blocker_id', c.blocker_id, 'task_id', c.task_id, 'type', c.type, 'reported_by', c.reported_by,
                                        'resolution', p_resolution) ORDER BY c.blocker_id)
      INTO v_keys, v_bodies
      FROM closed AS c;
    PERFORM agora_event._emit_set('work.blocker.closed.v1', v_keys, v_bodies, NULL, p_actor);
    PERFORM agora_work._end_helps(ARRAY(SELECT h.help_assignment_id
                                          FROM agora_work.help_assignment AS h
                                         WHERE h.blocker_id = ANY (p_blockers) AND h.ended_at IS NULL AND (h.agent_id = p_actor) = w.is_own),
                                  CASE WHEN w.is_own THEN 'solved' ELSE 'over' END, p_resolution, p_actor)
       FROM (VALUES (true), (false)) AS w(is_own);
END;
$_close_blockers$;

COMMENT ON FUNCTION agora_work._close_blockers(bigint[], text, bigint)
    IS 'Close blockers and end the help with them.';
REVOKE ALL ON FUNCTION agora_work._close_blockers(bigint[], text, bigint) FROM PUBLIC;
