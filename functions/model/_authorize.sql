-- One try to authorise a call: everything that it needs is reserved, or nothing is, and the answer says why. p_exact: a refusal is final,
-- and the budget that refused is exhausted. Another call that used the key meanwhile leaves an answer without a decision. What can be
-- found out before is, because from the first budget's row on, others wait.
-- Locks: rows of budget_period in key order; the balance row; the key.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · ledger.hold.placed.v1 · ledger.hold.released.v1.
CREATE OR REPLACE FUNCTION agora_model._authorize(
    p_budgets         agora_model.due_budget[],
    p_principal       bigint,
    p_stage           text,
    p_usd             numeric,
    p_ttl             interval,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint,
    p_exact           boolean
)
RETURNS agora_model.spend_authorization
LANGUAGE plpgsql VOLATILE
AS $_authorize$
DECLARE
    v_now     timestamptz := agora.now();
    v_id      bigint := nextval('agora_model.budget_authorization_id_seq');
    v_pays    boolean := p_usd > 0 AND agora.flag_on('token_spending', p_principal);
    v_ends    timestamptz := v_now + make_interval(secs => extract(epoch FROM p_ttl));
    v_done    agora_model.reservation;
    v_wallet  agora_ledger.spending_authorization;
    v_answer  agora_model.spend_authorization;
BEGIN
    v_done := agora_model._reserve_spending(p_budgets, p_usd, v_id, p_exact);
    IF v_done.is_granted AND v_pays THEN
        v_wallet := agora_ledger.authorize_spending(p_usd, 'model call', p_ttl, p_correlation_id, 'authorization ' || v_id || ' ' || gen_random_uuid(), p_principal);
    END IF;
    IF v_done.is_granted AND v_wallet.is_authorized IS NOT FALSE THEN
        INSERT INTO agora_model.budget_authorization AS a (budget_authorization_id, principal_id, created_by, stage, correlation_id, decision, estimate_usd, remaining_usd,
                                                           budget_id, budget_ids, period_starts, slices, hold_id, authorized_at, expires_at, idempotency_key)
        VALUES (v_id, p_principal, p_actor, p_stage, p_correlation_id, CASE WHEN v_done.is_warning THEN 'warn' ELSE 'allow' END, coalesce(p_usd, 0), v_done.remaining_usd,
                v_done.budget_id, v_done.budget_ids, v_done.period_starts, v_done.slices, v_wallet.hold_id, v_now, v_ends, p_key)
        ON CONFLICT ON CONSTRAINT budget_authorization_key_uq DO NOTHING
        RETURNING a.decision, a.budget_authorization_id, a.remaining_usd, a.expires_at, a.hold_id, a.budget_id, '[]'::jsonb INTO v_answer;
    END IF;
    IF v_answer.authorization_id IS NOT NULL THEN
        IF v_done.is_warning THEN
            PERFORM agora_model._note_crossings(v_done.budget_ids, v_done.period_starts, NULL, p_actor);
        END IF;
        RETURN v_answer;
    END IF;
    IF v_done.is_granted THEN
        PERFORM agora_model._give_back(v_done, p_usd);
        IF v_wallet.hold_id IS NOT NULL THEN
            PERFORM agora_ledger.release_hold(v_wallet.hold_id, p_principal);
        END IF;
    ELSIF p_exact THEN
        PERFORM agora_model._note_crossings(ARRAY[v_done.budget_id], ARRAY[v_done.period_start], v_done.budget_id, p_actor);
    END IF;
    RETURN agora_model._refusal(v_done, v_wallet, p_usd);
END;
$_authorize$;

COMMENT ON FUNCTION agora_model._authorize(agora_model.due_budget[], bigint, text, numeric, interval, uuid, text, bigint, boolean)
    IS 'Reserve all that a call needs, or nothing; the answer of authorize_spend().';
REVOKE ALL ON FUNCTION agora_model._authorize(agora_model.due_budget[], bigint, text, numeric, interval, uuid, text, bigint, boolean) FROM PUBLIC;
