-- One road to the event of a completed task: _complete(), and who told it to wait for the next claim, when there is none.
-- Emits: work.task.completed.v1.
CREATE OR REPLACE FUNCTION agora_work._tell_completed(
    p_claim  agora_work.held_claim,
    p_actor  bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_tell_completed$
BEGIN
    PERFORM agora_event._emit('work.task.completed.v1', p_claim.task_id::text,
                              jsonb_build_object('task_id', p_claim.task_id, 'epoch', p_claim.epoch, 'agent_id', p_claim.agent_id), NULL, p_actor);
END;
$_tell_completed$;

COMMENT ON FUNCTION agora_work._tell_completed(agora_work.held_claim, bigint)
    IS 'Write the event of a completed task.';
REVOKE ALL ON FUNCTION agora_work._tell_completed(agora_work.held_claim, bigint) FROM PUBLIC;
