-- Ends a budget: calls from now on do not count in it; what was authorised before still does. Ending it again changes nothing.
-- Errors: 42501 · ZA001 · ZA002 · ZP010.   Emits: model.budget.changed.v1.   Locks: the budget.
CREATE OR REPLACE FUNCTION agora_model.end_budget(
    p_budget  bigint,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_budget$
DECLARE
    v_ended timestamptz;
BEGIN
    PERFORM agora._act_as(p_actor);
    UPDATE agora_model.budget AS b SET ended_at = agora.now() WHERE b.budget_id = p_budget AND b.ended_at IS NULL RETURNING b.ended_at INTO v_ended;
    IF FOUND THEN
        PERFORM agora_event._emit('model.budget.changed.v1', p_budget::text, jsonb_build_object('budget_id', p_budget, 'change', 'ended'), NULL, p_actor);
        RETURN v_ended;
    END IF;
    SELECT b.ended_at INTO v_ended FROM agora_model.budget AS b WHERE b.budget_id = p_budget;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP010',
            MESSAGE = 'unknown budget',
            DETAIL  = format('p_budget=%s', coalesce(p_budget::text, 'NULL')),
            HINT    = 'agora_model.budget_state lists the budgets.';
    END IF;
    RETURN v_ended;
END;
$end_budget$;

COMMENT ON FUNCTION agora_model.end_budget(bigint, bigint)
    IS 'End a budget; returns when it ended.';
REVOKE ALL ON FUNCTION agora_model.end_budget(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.end_budget(bigint, bigint) TO agora_operator;
