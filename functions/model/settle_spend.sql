-- Says what an authorised call cost: it counts in the budgets and periods of the authorisation, also above it and after its time, for
-- the money is gone. Only the next authorisation is refused then. Said again, the answer is the same.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP011 · ZP012 · ZP013.
-- Locks: the authorisation; then rows of budget_period in key order; the balance row.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · ledger.hold.captured.v1 · ledger.hold.released.v1 · ledger.transaction.posted.v1.
CREATE OR REPLACE FUNCTION agora_model.settle_spend(
    p_authorization  bigint,
    p_actual_usd     numeric,
    p_actor          bigint DEFAULT agora.current_principal()
)
RETURNS agora_model.spend_settlement
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $settle_spend$
DECLARE
    v_now       timestamptz := agora.now();
    v_found     agora_model.budget_authorization;
    v_was_open  boolean;
    v_places    integer;
BEGIN
    -- One expression, because every PERFORM costs a statement; what is plainly right passes.
    IF agora._act_as(p_actor) IS NULL OR NOT coalesce(p_actual_usd >= 0 AND p_actual_usd <= 1000000000 AND scale(p_actual_usd) <= 12, false) THEN
        PERFORM agora_model._check_usd('p_actual_usd', p_actual_usd);
    END IF;
    -- The authorisation first: from the budgets' rows on, others wait.
    UPDATE agora_model.budget_authorization AS a
       SET status = 'settled', actual_usd = p_actual_usd, closed_at = v_now
     WHERE a.budget_authorization_id = p_authorization AND a.status = 'open' AND p_actor IN (a.principal_id, a.created_by)
    RETURNING a.* INTO v_found;
    v_was_open := FOUND;
    IF NOT v_was_open THEN
        v_found := agora_model._lock_authorization(p_authorization, p_actor);
        IF v_found.status = 'released' OR v_found.actual_usd <> p_actual_usd THEN
            PERFORM agora_model._refuse_authorization(v_found);
        ELSIF v_found.status = 'expired' THEN
            UPDATE agora_model.budget_authorization AS a
               SET status = 'settled', actual_usd = p_actual_usd, closed_at = v_now
             WHERE a.budget_authorization_id = p_authorization;
            v_found.actual_usd := p_actual_usd;
            v_found.closed_at := v_now;
        END IF;
    END IF;
    IF v_was_open OR v_found.status = 'expired' THEN
        v_places := cardinality(v_found.budget_ids);
        IF v_places > 0 THEN
            PERFORM agora_model._post_spending(v_found.budget_ids, v_found.period_starts, v_found.slices, array_fill(p_actual_usd, ARRAY[v_places]),
                                               array_fill(CASE WHEN v_was_open THEN -v_found.estimate_usd::numeric ELSE 0 END, ARRAY[v_places]));
            IF p_actual_usd > v_found.estimate_usd OR NOT v_was_open THEN
                PERFORM agora_model._note_crossings(v_found.budget_ids, v_found.period_starts, NULL, p_actor);
            END IF;
        END IF;
        IF v_found.hold_id IS NOT NULL THEN
            v_found.uncovered := agora_model._close_hold(v_found.hold_id, p_actual_usd, v_found.principal_id);
            UPDATE agora_model.budget_authorization AS a SET uncovered = v_found.uncovered WHERE a.budget_authorization_id = p_authorization;
        END IF;
    END IF;
    RETURN (p_authorization, trim_scale(v_found.actual_usd), trim_scale(greatest(v_found.actual_usd - v_found.estimate_usd, 0)),
            trim_scale(greatest(v_found.estimate_usd - v_found.actual_usd, 0)), v_found.closed_at >= v_found.expires_at, v_found.uncovered)::agora_model.spend_settlement;
END;
$settle_spend$;

COMMENT ON FUNCTION agora_model.settle_spend(bigint, numeric, bigint)
    IS 'Say what an authorised call cost, in US dollars; more than was authorised is counted, too. Said again with the same cost, the answer is the same.';
REVOKE ALL ON FUNCTION agora_model.settle_spend(bigint, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.settle_spend(bigint, numeric, bigint) TO agora_service;
