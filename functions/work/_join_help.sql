-- Makes an agent, which qualifies, a helper with a blocker, whose task is locked.
-- Emits: work.help.joined.v1 · work.message.sent.v1.
CREATE OR REPLACE FUNCTION agora_work._join_help(
    p_blocker  agora_work.blocker,
    p_agent    bigint,
    p_actor    bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_join_help$
DECLARE
    v_help  bigint;
    v_body  jsonb;
BEGIN
    INSERT INTO agora_work.help_assignment AS h (blocker_id, task_id, agent_id, joined_at)
    VALUES (p_blocker.blocker_id, p_blocker.task_id, p_agent, agora.now())
    RETURNING h.help_assignment_id INTO v_help;
    v_body := jsonb_build_object('help_assignment_id', v_help, 'blocker_id', p_blocker.blocker_id, 'task_id', p_blocker.task_id, 'agent_id', p_agent);
    PERFORM agora_event._emit('work.help.joined.v1', p_blocker.task_id::text, v_body, NULL, p_actor);
    PERFORM agora_work._send(ARRAY[p_blocker.reported_by], 'help_joined', ARRAY[v_body], p_actor);
    RETURN v_help;
END;
$_join_help$;

COMMENT ON FUNCTION agora_work._join_help(agora_work.blocker, bigint, bigint)
    IS 'Make an agent a helper; returns its assignment.';
REVOKE ALL ON FUNCTION agora_work._join_help(agora_work.blocker, bigint, bigint) FROM PUBLIC;
