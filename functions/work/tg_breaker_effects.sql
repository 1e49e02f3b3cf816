-- What follows when the breaker of an agent opens or closes, whoever did it: its tasks go back, but those that another session has
-- locked, its credentials end, the world is told, and it is written down. Rows that a restore brings are old and have no effect.
-- Locks: the agent, its tasks, those of others skipped, exclusive keys, lanes by id; its credentials, its streams of the witness.
-- Emits: work.agent.halted.v1 · work.agent.resumed.v1 · work.task.returned.v1.
CREATE OR REPLACE FUNCTION agora_work.tg_breaker_effects()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_breaker_effects$
DECLARE
    v_agent  bigint := agora_work._breaker_agent(new.breaker);
    v_was    text := CASE tg_op WHEN 'UPDATE' THEN old.status ELSE 'closed' END;
    v_tasks  bigint[];
    v_told   jsonb;
BEGIN
    IF v_agent IS NULL OR new.changed_at < agora.now() OR (v_was = 'closed') = (new.status = 'closed') THEN
        RETURN NULL;
    END IF;
    v_told := jsonb_build_object('agent_id', v_agent, 'reason_class', CASE tg_op WHEN 'UPDATE' THEN coalesce(new.reason_class, old.reason_class) ELSE new.reason_class END,
                                 'reason', new.reason, 'by', new.changed_by);
    IF new.status = 'closed' THEN
        PERFORM agora_event._emit('work.agent.resumed.v1', v_agent::text, v_told, NULL, new.changed_by);
        PERFORM agora_work._testify(format('security:%s', v_agent), 'security', 'breaker.reset', 'high', new.breaker, v_told, NULL, new.changed_by);
    ELSE
        PERFORM agora_work._restrain(v_agent); -- a claim that is being made comes first
        v_tasks := ARRAY(SELECT t.task_id FROM agora_work.task AS t WHERE t.holder_id = v_agent ORDER BY t.task_id FOR NO KEY UPDATE SKIP LOCKED);
        IF v_tasks <> '{}' THEN
            PERFORM agora_work._end_claims(v_tasks, 'released', 'the agent was halted', NULL, false, new.changed_by);
        END IF;
        PERFORM agora_work._revoke_credentials(v_agent, NULL, 'the agent was halted', new.changed_by);
        PERFORM agora_event._emit('work.agent.halted.v1', v_agent::text, v_told, NULL, new.changed_by);
        PERFORM agora_work._testify(format('security:%s', v_agent), 'security', 'breaker.tripped', 'high', new.breaker, v_told, NULL, new.changed_by);
    END IF;
    RETURN NULL;
END;
$tg_breaker_effects$;

CREATE OR REPLACE TRIGGER breaker_take_effect
    AFTER INSERT OR UPDATE ON agora.breaker
    FOR EACH ROW EXECUTE FUNCTION agora_work.tg_breaker_effects();

COMMENT ON FUNCTION agora_work.tg_breaker_effects()
    IS 'Trigger: tasks of an agent go back and its credentials end when its breaker opens; opening and closing are told and written down.';
REVOKE ALL ON FUNCTION agora_work.tg_breaker_effects() FROM PUBLIC;
