-- What follows a report: the task waits, its reporter waits for it, and everybody who can do something about it is told.
-- Emits: work.blocker.reported.v1 · work.task.returned.v1 · work.message.sent.v1 · work.escalation.opened.v1.
-- Locks: exclusive keys, the escalation.
CREATE OR REPLACE FUNCTION agora_work._announce_blocker(
    p_blocker  agora_work.blocker,
    p_actor    bigint
)
RETURNS agora_work.blocker_report
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_announce_blocker$
DECLARE
    v_now      timestamptz := agora.now();
    v_body     jsonb := agora_work._blocker_body(p_blocker);
    v_there    text := agora_work._environment_of(p_blocker.task_id);
    v_policy   jsonb := agora_work.policy_for(v_there);
    v_helpers  bigint[];
    v_report   agora_work.blocker_report := (p_blocker.blocker_id, true, 1, '{}', NULL);
BEGIN
    PERFORM agora_work._change_waits(ARRAY[p_blocker.task_id], ARRAY[0], ARRAY[1], p_actor);
    UPDATE agora_work.task AS t SET is_awaited = true WHERE t.task_id = p_blocker.task_id AND NOT t.is_awaited;
    INSERT INTO agora_work.waiter AS w (task_id, agent_id, awaits, waiting_at)
    SELECT p_blocker.task_id, a.agent_id, 'unblocked', v_now FROM agora_work.agent AS a WHERE a.agent_id = p_blocker.reported_by
    ON CONFLICT ON CONSTRAINT waiter_pk DO UPDATE SET awaits = 'unblocked', waiting_at = v_now;
    PERFORM agora_event._emit('work.blocker.reported.v1', p_blocker.task_id::text, v_body || jsonb_build_object('environment', v_there, 'policies', v_policy -> 'policies'), NULL, p_actor);

    v_helpers := agora_work._helper_candidates(p_blocker.capabilities, p_blocker.reported_by, (v_policy #> '{parameters,max_helpers}')::integer, v_there);
    v_report.invited := v_helpers;
    IF cardinality(v_helpers) > 0 THEN
        PERFORM agora_work._send(v_helpers, 'help_wanted', array_fill(v_body, ARRAY[cardinality(v_helpers)]), p_actor);
    END IF;
    PERFORM agora_work._send(ARRAY[agora_work._orchestrator()], 'blocker', ARRAY[v_body], p_actor);
    IF cardinality(p_blocker.hazards) > 0 OR cardinality(v_helpers) = 0 THEN
        UPDATE agora_work.blocker AS b SET level = 3, due_at = NULL WHERE b.blocker_id = p_blocker.blocker_id;
        v_report.level := 3;
        v_report.escalation_id := agora_work._escalate(p_blocker.reported_by, CASE WHEN cardinality(p_blocker.hazards) > 0 THEN 'hazard' ELSE 'no_helper' END,
                                                       p_blocker.task_id, p_blocker.blocker_id, v_body, p_actor);
    END IF;
    RETURN v_report;
END;
$_announce_blocker$;

COMMENT ON FUNCTION agora_work._announce_blocker(agora_work.blocker, bigint)
    IS 'Make a task wait for a blocker and tell who can do something about it.';
REVOKE ALL ON FUNCTION agora_work._announce_blocker(agora_work.blocker, bigint) FROM PUBLIC;
