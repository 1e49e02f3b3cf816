-- An agent that overran a hard budget of its own, for calls of any stage, is halted until an operator has looked, unless its policy leaves it at
-- the denial until the next period. It happens in the settlement; a breaker that is open for good stays as it is. Rows that a restore
-- brings are old and have no effect.
-- Locks: the agent's breaker, and what its trip locks.
CREATE OR REPLACE FUNCTION agora_work.tg_budget_overrun_trip()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_budget_overrun_trip$
DECLARE
    v_agent bigint;
BEGIN
    IF new.recorded_at < agora.now() THEN
        RETURN NULL;
    END IF;
    SELECT a.agent_id INTO v_agent
      FROM agora_model.budget AS b
      JOIN agora_work.agent AS a ON a.agent_id = b.principal_id
     WHERE b.budget_id = new.budget_id AND b.stage IS NULL;
    IF v_agent IS NOT NULL AND agora_work._rules_for(NULL, v_agent) ->> 'on_overrun' = 'halt' THEN
        PERFORM agora.trip_breaker(agora_work.agent_breaker(v_agent), 'budget', format('budget %s was overrun', new.budget_id), new.settled_by);
    END IF;
    RETURN NULL;
END;
$tg_budget_overrun_trip$;

CREATE OR REPLACE TRIGGER budget_overrun_trip
    AFTER INSERT ON agora_model.budget_overrun
    FOR EACH ROW EXECUTE FUNCTION agora_work.tg_budget_overrun_trip();

COMMENT ON FUNCTION agora_work.tg_budget_overrun_trip()
    IS 'Trigger: an agent that overran its budget is halted, where its policy says so.';
REVOKE ALL ON FUNCTION agora_work.tg_budget_overrun_trip() FROM PUBLIC;
