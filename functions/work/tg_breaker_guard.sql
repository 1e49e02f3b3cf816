-- A bound login does nothing to the breaker of another agent, unless it settles what overran the budget of that one, and nothing to its own that
-- would help it. Nobody resets the breaker that halts them, and one that opened for want of budget stays open until there is some: whoever
-- resets it, and by whatever way.
-- Errors: 42501 · ZW060 budget used up.
CREATE OR REPLACE FUNCTION agora_work.tg_breaker_guard()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_breaker_guard$
DECLARE
    v_agent    bigint := agora_work._breaker_agent(new.breaker);
    v_closes   boolean := tg_op = 'UPDATE' AND old.status <> 'closed' AND new.status = 'closed';
    v_visible  bigint;
BEGIN
    IF v_agent IS NULL THEN
        RETURN new;
    END IF;
    v_visible := agora.visible_principal();
    IF v_visible NOT IN (0, v_agent)
       OR (v_closes AND v_agent IN (v_visible, new.changed_by))
       OR (tg_op = 'UPDATE' AND v_visible = v_agent AND new.failures < old.failures) THEN
        -- Whoever settles what another's call cost halts it with that, if its budget is overrun; nobody else can have written so just now.
        PERFORM FROM agora_model.budget AS b
           JOIN agora_model.budget_overrun AS o ON o.budget_id = b.budget_id
          WHERE new.status = 'open' AND new.reason_class = 'budget' AND b.principal_id = v_agent AND o.recorded_at = agora.now();
        IF FOUND THEN
            RETURN new;
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'this breaker is not for the agent to change',
            DETAIL  = format('breaker=%s changed_by=%s login=%s', new.breaker, new.changed_by, session_user),
            HINT    = 'Another operator resets it, with a reason.';
    END IF;
    IF v_closes AND old.reason_class = 'budget' AND agora_work._exhausted(ARRAY[v_agent]) <> '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW060',
            MESSAGE = 'budget is still used up',
            DETAIL  = format('breaker=%s', new.breaker),
            HINT    = 'Raise the budget first with agora_model.set_budget(), or wait for its next period.';
    END IF;
    RETURN new;
END;
$tg_breaker_guard$;

CREATE OR REPLACE TRIGGER breaker_guard_agent
    BEFORE INSERT OR UPDATE ON agora.breaker
    FOR EACH ROW EXECUTE FUNCTION agora_work.tg_breaker_guard();

COMMENT ON FUNCTION agora_work.tg_breaker_guard()
    IS 'Trigger: refuses that an agent helps itself, or harms another, by a breaker, and that one is closed whose budget is used up.';
REVOKE ALL ON FUNCTION agora_work.tg_breaker_guard() FROM PUBLIC;
