-- Closes a blocker: who reported it, who helps with it, the orchestrator or a human says what solved it. Help with it is over, and
-- the task goes on where nothing else holds it. One with a hazard is closed by a human.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW082 unknown · ZW084 closed.
-- Emits: work.blocker.closed.v1 · work.help.ended.v1 · work.task.unblocked.v1 · work.message.sent.v1.   Locks: the task, the blocker, lanes.
CREATE OR REPLACE FUNCTION agora_work.close_blocker(
    p_blocker     bigint,
    p_resolution  text,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $close_blocker$
DECLARE
    v_blocker   agora_work.blocker;
    v_is_party  boolean;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_resolution', p_resolution, 10000);
    v_blocker := agora_work._lock_blocker(p_blocker);
    v_is_party := p_actor IN (v_blocker.reported_by, agora_work._orchestrator(), 3)
                  OR EXISTS (SELECT FROM agora_work.help_assignment AS h WHERE h.blocker_id = p_blocker AND h.agent_id = p_actor AND h.ended_at IS NULL);
    IF NOT (agora_work._is_human(p_actor) OR (v_is_party AND cardinality(v_blocker.hazards) = 0)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'the actor may not close this blocker',
            DETAIL  = format('p_blocker=%s actor=%s reported_by=%s hazards=%s', p_blocker, p_actor, v_blocker.reported_by, v_blocker.hazards),
            HINT    = 'Its reporter, its helpers and the orchestrator may; one with a hazard is closed by a human.';
    END IF;
    PERFORM agora_work._close_blockers(ARRAY[p_blocker], p_resolution, p_actor);
    PERFORM agora_work._change_waits(ARRAY[v_blocker.task_id], ARRAY[0], ARRAY[-1], p_actor);
END;
$close_blocker$;

COMMENT ON FUNCTION agora_work.close_blocker(bigint, text, bigint)
    IS 'Close a blocker with what solved it; its task goes on.';
REVOKE ALL ON FUNCTION agora_work.close_blocker(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.close_blocker(bigint, text, bigint) TO agora_service;
