-- Says what an authorised call cost: it counts in the budgets and periods of the authorisation, also above it and after its time, for
-- the money is gone. Only the next authorisation is refused then. Said again, the answer is the same.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP011 · ZP012 · ZP013.
-- Locks: the authorisation; then rows of budget_period in key order; where a budget is overrun, what its trip locks; the balance row.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · model.budget.overrun.v1 · ledger.hold.captured.v1 · ledger.hold.released.v1 · ledger.transaction.posted.v1.
CREATE OR REPLACE FUNCTION agora_model.settle_spend(
    p_authorization  bigint,
    p_actual_usd     numeric,
    p_actor          bigint DEFAULT agora.current_principal()
)
RETURNS agora_model.spend_settlement
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $settle_spend$
DECLARE
    v_now       timestamptz := agora.now();
    v_estimate  numeric;
    v_expires   timestamptz;
    v_places    integer;
    v_budget    bigint;
    v_start     timestamptz;
    v_slice     smallint;
    v_hold      bigint;
BEGIN
    -- One expression, because every PERFORM costs a statement; what is plainly right passes.
    IF agora._act_as(p_actor) IS NULL OR NOT coalesce(p_actual_usd >= 0 AND p_actual_usd <= 1000000000 AND scale(p_actual_usd) <= 12, false) THEN
        PERFORM agora_model._check_usd('p_actual_usd', p_actual_usd);
    END IF;
    -- The authorisation first: from the budgets' rows on, others wait. It is open as long as it has no end; said by its status, the index of
    -- those that are open would be read instead of the key.
    UPDATE agora_model.budget_authorization AS a
       SET status = 'settled', actual_usd = p_actual_usd, closed_at = v_now
     WHERE a.budget_authorization_id = p_authorization AND a.closed_at IS NULL AND p_actor IN (a.principal_id, a.created_by)
    RETURNING a.estimate_usd, a.expires_at, cardinality(a.budget_ids), a.budget_ids[1], a.period_starts[1], a.slices[1], a.hold_id
      INTO v_estimate, v_expires, v_places, v_budget, v_start, v_slice, v_hold;
    IF NOT FOUND OR v_places <> 1 OR v_hold IS NOT NULL THEN
        RETURN agora_model._settle_thoroughly(p_authorization, p_actual_usd, FOUND, p_actor);
    END IF;
    UPDATE agora_model.budget_period AS p
       SET spent_usd = p.spent_usd + p_actual_usd, reserved_usd = p.reserved_usd - v_estimate
     WHERE p.budget_id = v_budget AND p.period_start = v_start AND p.slice = v_slice;
    IF p_actual_usd <= v_estimate AND v_now < v_expires THEN
        RETURN (p_authorization, trim_scale(p_actual_usd), 0, trim_scale(v_estimate - p_actual_usd), false, NULL)::agora_model.spend_settlement;
    END IF;
    -- What is late did not count any more, and does now.
    PERFORM agora_model._note_crossings(ARRAY[v_budget], ARRAY[v_start], NULL, p_actor);
    RETURN (p_authorization, trim_scale(p_actual_usd), trim_scale(greatest(p_actual_usd - v_estimate, 0)), trim_scale(greatest(v_estimate - p_actual_usd, 0)),
            v_now >= v_expires, NULL)::agora_model.spend_settlement;
END;
$settle_spend$;

COMMENT ON FUNCTION agora_model.settle_spend(bigint, numeric, bigint)
    IS 'Say what an authorised call cost, in US dollars; more than was authorised is counted, too. Said again with the same cost, the answer is the same.';
REVOKE ALL ON FUNCTION agora_model.settle_spend(bigint, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.settle_spend(bigint, numeric, bigint) TO agora_service;
