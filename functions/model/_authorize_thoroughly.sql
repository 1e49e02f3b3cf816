-- The long road of an authorisation: any number of budgets, tokens, keys that were used, calls that are refused.
-- Errors: ZA003.   Locks: rows of budget_period in key order; the balance row; the key.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · ledger.hold.placed.v1 · ledger.hold.released.v1.
CREATE OR REPLACE FUNCTION agora_model._authorize_thoroughly(
    p_budgets         agora_model.due_budget[],
    p_principal       bigint,
    p_stage           text,
    p_usd             numeric,
    p_ttl             interval,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS agora_model.spend_authorization
LANGUAGE plpgsql VOLATILE
AS $_authorize_thoroughly$
DECLARE
    v_budgets    agora_model.due_budget[] := ARRAY(SELECT b FROM unnest(p_budgets) AS b ORDER BY b.budget_id);
    v_is_sliced  boolean := EXISTS (SELECT FROM unnest(p_budgets) AS b WHERE b.slices > 1);
    v_answer     agora_model.spend_authorization;
BEGIN
    -- Again where the key was used meanwhile: then it has an answer.
    FOR r_try IN 1..2 LOOP
        v_answer := agora_model._first_authorization(p_principal, p_stage, p_usd, p_ttl, p_correlation_id, p_key, p_actor);
        -- The quick way looks at slices of others without a lock, which only a snapshot of this moment may.
        IF v_answer.authorization_id IS NULL AND v_is_sliced AND current_setting('transaction_isolation') = 'read committed' THEN
            v_answer := agora_model._authorize_quickly(v_budgets, p_principal, p_stage, p_usd, p_ttl, p_correlation_id, p_key, p_actor);
        END IF;
        IF v_answer.authorization_id IS NULL THEN
            v_answer := agora_model._authorize(v_budgets, p_principal, p_stage, p_usd, p_ttl, p_correlation_id, p_key, p_actor, true);
        END IF;
        EXIT WHEN v_answer.decision IS NOT NULL;
    END LOOP;
    RETURN v_answer;
END;
$_authorize_thoroughly$;

COMMENT ON FUNCTION agora_model._authorize_thoroughly(agora_model.due_budget[], bigint, text, numeric, interval, uuid, text, bigint)
    IS 'Reserve what a call needs in all its budgets, or say why not.';
REVOKE ALL ON FUNCTION agora_model._authorize_thoroughly(agora_model.due_budget[], bigint, text, numeric, interval, uuid, text, bigint) FROM PUBLIC;
