-- Reserves money in the budgets that a call counts in, in order of their keys; the first that it does not fit into ends it, and what the others reserved is
-- given back. p_usd NULL = nobody knows what the call costs: hard budgets refuse it.
-- Locks: rows of budget_period in key order.
CREATE OR REPLACE FUNCTION agora_model._reserve_spending(
    p_budgets  agora_model.due_budget[],
    p_usd      numeric,
    p_turn     bigint,
    p_exact    boolean
)
RETURNS agora_model.reservation
LANGUAGE plpgsql VOLATILE
AS $_reserve_spending$
DECLARE
    v_warning  numeric := agora.setting_numeric('model.budget_warning');
    v_done     agora_model.reservation := (true, '{}', '{}', '{}', NULL, NULL, NULL, false);
    r_budget   agora_model.due_budget;
    v_place    record;
    v_left     numeric;
BEGIN
    -- A loop, because rows are locked one after the other, and a budget that is full ends it.
    FOREACH r_budget IN ARRAY coalesce(p_budgets, '{}') LOOP
        v_place := agora_model._reserve_in(r_budget.budget_id, r_budget.period_start,
                                           CASE WHEN NOT r_budget.is_hard THEN 'Infinity' WHEN p_usd IS NULL THEN -1 ELSE r_budget.limit_usd END,
                                           r_budget.slices, coalesce(p_usd, 0), p_turn, p_exact);
        v_left := greatest(r_budget.limit_usd - v_place.used_usd, 0);
        v_done.is_granted := v_place.slice IS NOT NULL;
        IF NOT v_done.is_granted OR v_done.remaining_usd IS NULL OR v_left < v_done.remaining_usd THEN
            v_done.budget_id := r_budget.budget_id;
            v_done.period_start := r_budget.period_start;
            v_done.remaining_usd := v_left;
        END IF;
        IF NOT v_done.is_granted THEN
            PERFORM agora_model._give_back(v_done, p_usd);
            EXIT;
        END IF;
        v_done.budget_ids := v_done.budget_ids || r_budget.budget_id;
        v_done.period_starts := v_done.period_starts || r_budget.period_start;
        v_done.slices := v_done.slices || v_place.slice;
        v_done.is_warning := v_done.is_warning OR v_place.used_usd * 100 >= r_budget.limit_usd * v_warning;
    END LOOP;
    RETURN v_done;
END;
$_reserve_spending$;

COMMENT ON FUNCTION agora_model._reserve_spending(agora_model.due_budget[], numeric, bigint, boolean)
    IS 'Reserve money for a call in every budget it counts in, or say which one refuses.';
REVOKE ALL ON FUNCTION agora_model._reserve_spending(agora_model.due_budget[], numeric, bigint, boolean) FROM PUBLIC;
