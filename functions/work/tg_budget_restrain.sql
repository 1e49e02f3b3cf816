-- A hard budget of an agent is looked up when it claims, from now on.
-- Locks: the agent.
CREATE OR REPLACE FUNCTION agora_work.tg_budget_restrain()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_budget_restrain$
BEGIN
    PERFORM agora_work._restrain(new.principal_id);
    RETURN NULL;
END;
$tg_budget_restrain$;

CREATE OR REPLACE TRIGGER budget_restrain
    AFTER INSERT OR UPDATE ON agora_model.budget
    FOR EACH ROW WHEN (new.principal_id IS NOT NULL AND new.is_hard AND new.ended_at IS NULL)
    EXECUTE FUNCTION agora_work.tg_budget_restrain();

COMMENT ON FUNCTION agora_work.tg_budget_restrain()
    IS 'Trigger: the claims of an agent heed a hard budget of its own.';
REVOKE ALL ON FUNCTION agora_work.tg_budget_restrain() FROM PUBLIC;
