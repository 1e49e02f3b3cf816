-- What follows when the breaker of an agent opens or closes, whoever did it: its credentials end, the world is told, and it is
-- written down. Rows that a restore brings are old and have no effect.
-- Locks: credentials of the agent, its stream of the witness.   Emits: work.agent.halted.v1 · work.agent.resumed.v1.
CREATE OR REPLACE FUNCTION agora_work.tg_breaker_effects()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_breaker_effects$
DECLARE
    v_agent  bigint := agora_work._breaker_agent(new.breaker);
    v_was    text := CASE tg_op WHEN 'UPDATE' THEN old.status ELSE 'closed' END;
    v_told   jsonb;
BEGIN
    IF v_agent IS NULL OR new.changed_at < agora.now() OR (v_was = 'closed') = (new.status = 'closed') THEN
        RETURN NULL;
    END IF;
    v_told := jsonb_build_object('agent_id', v_agent, 'reason_class', CASE tg_op WHEN 'UPDATE' THEN coalesce(new.reason_class, old.reason_class) ELSE new.reason_class END,
                                 'reason', new.reason, 'by', new.changed_by);
    IF new.status = 'closed' THEN
        PERFORM agora_event._emit('work.agent.resumed.v1', v_agent::text, v_told, NULL, new.changed_by);
        PERFORM agora_work._testify('breakers', 'security', 'breaker.reset', 'high', new.breaker, v_told, NULL, new.changed_by);
    ELSE
        PERFORM agora_work._revoke_credentials(v_agent, NULL, 'the agent was halted', new.changed_by);
        PERFORM agora_event._emit('work.agent.halted.v1', v_agent::text, v_told, NULL, new.changed_by);
        PERFORM agora_work._testify('breakers', 'security', 'breaker.tripped', 'high', new.breaker, v_told, NULL, new.changed_by);
    END IF;
    RETURN NULL;
END;
$tg_breaker_effects$;

CREATE OR REPLACE TRIGGER breaker_take_effect
    AFTER INSERT OR UPDATE ON agora.breaker
    FOR EACH ROW EXECUTE FUNCTION agora_work.tg_breaker_effects();

COMMENT ON FUNCTION agora_work.tg_breaker_effects()
    IS 'Trigger: credentials of an agent end when its breaker opens; opening and closing are told and written down.';
REVOKE ALL ON FUNCTION agora_work.tg_breaker_effects() FROM PUBLIC;
