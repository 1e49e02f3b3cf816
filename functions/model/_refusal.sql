-- What authorize_spend() answers to whom a budget, or the wallet, refuses.
CREATE OR REPLACE FUNCTION agora_model._refusal(
    p_done    agora_model.reservation,
    p_wallet  agora_ledger.spending_authorization,
    p_usd     numeric
)
RETURNS agora_model.spend_authorization
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refusal$
DECLARE
    v_answer agora_model.spend_authorization;
BEGIN
    v_answer.options := '[]';
    IF NOT p_done.is_granted THEN
        SELECT CASE WHEN b.on_exhausted = 'throttle' AND p_usd <= b.limit_usd THEN 'throttle' ELSE 'deny' END, b.budget_id, p_done.remaining_usd,
               agora_model._budget_options(b.budget_id, p_done.period_start, p_done.remaining_usd, p_usd)
          INTO v_answer.decision, v_answer.budget_id, v_answer.remaining_usd, v_answer.options
          FROM agora_model.budget AS b
         WHERE b.budget_id = p_done.budget_id;
        IF p_usd IS NULL THEN
            v_answer.decision := 'deny';
            v_answer.options := '[{"option": "set_price", "advice": "The call has no price: set one for its model, or set model.assumed_price."}]';
        END IF;
    ELSIF NOT p_wallet.is_authorized THEN
        v_answer.decision := 'deny';
        v_answer.options := p_wallet.options;
    END IF;
    RETURN v_answer;
END;
$_refusal$;

COMMENT ON FUNCTION agora_model._refusal(agora_model.reservation, agora_ledger.spending_authorization, numeric)
    IS 'Answer to a call that a budget, or the wallet, refuses.';
REVOKE ALL ON FUNCTION agora_model._refusal(agora_model.reservation, agora_ledger.spending_authorization, numeric) FROM PUBLIC;
