-- Ends assignments that are open: their helpers are told where somebody else ended them, else who reported the blocker is.
-- Emits: work.help.ended.v1 · work.message.sent.v1.   Locks: the assignments by id.
CREATE OR REPLACE FUNCTION agora_work._end_helps(
    p_help_assignments  bigint[],
    p_outcome           text,
    p_note              text,
    p_actor             bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_end_helps$
DECLARE
    v_open        bigint[];
    v_recipients  bigint[];
    v_keys        text[];
    v_bodies      jsonb[];
BEGIN
    -- Locks first, and the change in a statement of its own: see _note_ready().
    v_open := ARRAY(SELECT h.help_assignment_id
                      FROM agora_work.help_assignment AS h
                     WHERE h.help_assignment_id = ANY (p_help_assignments) AND h.ended_at IS NULL
                     ORDER BY h.help_assignment_id
                       FOR NO KEY UPDATE);
    IF v_open = '{}' THEN
        RETURN;
    END IF;
    WITH ended AS (
        UPDATE agora_work.help_assignment AS h
           SET ended_at = agora.now(), outcome = p_outcome, note = p_note
         WHERE h.help_assignment_id = ANY (v_open)
        RETURNING h.help_assignment_id, h.blocker_id, h.task_id, h.agent_id
    )
    SELECT array_agg(CASE WHEN e.agent_id = p_actor THEN b.reported_by ELSE e.agent_id END ORDER BY e.help_assignment_id),
           array_agg(e.task_id::text ORDER BY e.help_assignment_id),
           array_agg(jsonb_build_object('help_assignment_id', e.help_assignment_id, 'blocker_id', e.blocker_id, 'task_id', e.task_id,
                                        'agent_id', e.agent_id, 'outcome', p_outcome, 'note', p_note) ORDER BY e.help_assignment_id)
      INTO v_recipients, v_keys, v_bodies
      FROM ended AS e
      JOIN agora_work.blocker AS b ON b.blocker_id = e.blocker_id;
    PERFORM agora_event._emit_set('work.help.ended.v1', v_keys, v_bodies, NULL, p_actor);
    PERFORM agora_work._send(v_recipients, 'help_ended', v_bodies, p_actor);
END;
$_end_helps$;

COMMENT ON FUNCTION agora_work._end_helps(bigint[], text, text, bigint)
    IS 'End assignments of helpers and tell who is concerned.';
REVOKE ALL ON FUNCTION agora_work._end_helps(bigint[], text, text, bigint) FROM PUBLIC;
