-- The rest of a settlement: any number of budgets, a hold of tokens, and authorisations that were not open any more. p_was_open: this call has closed it.
-- Errors: ZP011 · ZP012 · ZP013.
-- Locks: the authorisation; then rows of budget_period in key order; where a budget is overrun, what its trip locks; the balance row.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · model.budget.overrun.v1 · ledger.hold.captured.v1 · ledger.hold.released.v1 · ledger.transaction.posted.v1.
CREATE OR REPLACE FUNCTION agora_model._settle_thoroughly(
    p_authorization  bigint,
    p_actual_usd     numeric,
    p_was_open       boolean,
    p_actor          bigint
)
RETURNS agora_model.spend_settlement
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_settle_thoroughly$
DECLARE
    v_now     timestamptz := agora.now();
    v_found   agora_model.budget_authorization := agora_model._lock_authorization(p_authorization, p_actor);
    v_places  integer := cardinality(v_found.budget_ids);
BEGIN
    IF NOT p_was_open AND (v_found.status = 'released' OR v_found.actual_usd <> p_actual_usd) THEN
        PERFORM agora_model._refuse_authorization(v_found);
    ELSIF v_found.status = 'expired' THEN
        UPDATE agora_model.budget_authorization AS a
           SET status = 'settled', actual_usd = p_actual_usd, closed_at = v_now
         WHERE a.budget_authorization_id = p_authorization;
        v_found.actual_usd := p_actual_usd;
        v_found.closed_at := v_now;
    END IF;
    IF p_was_open OR v_found.status = 'expired' THEN
        IF v_places > 0 THEN
            PERFORM agora_model._post_spending(v_found.budget_ids, v_found.period_starts, v_found.slices, array_fill(p_actual_usd, ARRAY[v_places]),
                                               array_fill(CASE WHEN p_was_open THEN -v_found.estimate_usd::numeric ELSE 0 END, ARRAY[v_places]));
            IF p_actual_usd > v_found.estimate_usd OR NOT p_was_open OR v_now >= v_found.expires_at THEN
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
$_settle_thoroughly$;

COMMENT ON FUNCTION agora_model._settle_thoroughly(bigint, numeric, boolean, bigint)
    IS 'Say what an authorised call cost that had more than one budget, or tokens, or was closed before.';
REVOKE ALL ON FUNCTION agora_model._settle_thoroughly(bigint, numeric, boolean, bigint) FROM PUBLIC;
