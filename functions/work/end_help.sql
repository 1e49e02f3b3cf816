-- Ends the help of an agent, with what came of it; who waits for it is told. It does not close the blocker: see close_blocker().
-- Errors: 22023 · 42501 another's · ZA001 · ZA002 · ZW084 ended · ZW088 unknown.   Emits: work.help.ended.v1 · work.message.sent.v1.
-- Locks: the task, the assignment.
CREATE OR REPLACE FUNCTION agora_work.end_help(
    p_help_assignment  bigint,
    p_outcome          text,
    p_note             text   DEFAULT NULL,
    p_actor            bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_help$
DECLARE
    v_help agora_work.help_assignment;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_note', p_note, 10000, p_optional => true);
    IF p_outcome IS NULL OR p_outcome NOT IN ('solved', 'partial', 'unable') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'outcome is not usable',
            DETAIL  = format('p_outcome=%s', left(coalesce(p_outcome, 'NULL'), 100)),
            HINT    = 'Pass solved, partial or unable.';
    END IF;
    PERFORM FROM agora_work.task AS t
      WHERE t.task_id = (SELECT h.task_id FROM agora_work.help_assignment AS h WHERE h.help_assignment_id = p_help_assignment)
        FOR NO KEY UPDATE;
    SELECT h.* INTO v_help FROM agora_work.help_assignment AS h WHERE h.help_assignment_id = p_help_assignment FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW088',
            MESSAGE = 'unknown help',
            DETAIL  = format('p_help_assignment=%s', coalesce(p_help_assignment::text, 'NULL')),
            HINT    = 'See agora_work.recorded_help.';
    END IF;
    PERFORM agora_work._check_self(v_help.agent_id, p_actor);
    IF v_help.ended_at IS NOT NULL AND v_help.outcome <> p_outcome THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW084',
            MESSAGE = 'this matter is closed',
            DETAIL  = format('p_help_assignment=%s outcome=%s ended_at=%s', p_help_assignment, v_help.outcome, v_help.ended_at),
            HINT    = 'See agora_work.recorded_help; offer help anew if it is still wanted.';
    ELSIF v_help.ended_at IS NULL THEN
        PERFORM agora_work._end_helps(ARRAY[p_help_assignment], p_outcome, p_note, p_actor);
    END IF;
END;
$end_help$;

COMMENT ON FUNCTION agora_work.end_help(bigint, text, text, bigint)
    IS 'End the help of the actor: solved, partial or unable, with a note.';
REVOKE ALL ON FUNCTION agora_work.end_help(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.end_help(bigint, text, text, bigint) TO agora_service;
