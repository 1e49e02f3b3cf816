-- The quick try to authorise a call, where a budget has slices: nothing of one that fails is left, its locks neither, because the exact one
-- locks all slices in order. An answer without an authorisation is that.
-- Errors: ZP015 only inside.   Locks: rows of budget_period in key order; the balance row; the key.
CREATE OR REPLACE FUNCTION agora_model._authorize_quickly(
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
AS $_authorize_quickly$
DECLARE
    v_answer agora_model.spend_authorization;
BEGIN
    v_answer := agora_model._authorize(p_budgets, p_principal, p_stage, p_usd, p_ttl, p_correlation_id, p_key, p_actor, false);
    IF v_answer.authorization_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP015',
            MESSAGE = 'spending was not reserved',
            DETAIL  = 'nothing is kept',
            HINT    = 'Caught where it is raised.';
    END IF;
    RETURN v_answer;
EXCEPTION WHEN SQLSTATE 'ZP015' THEN
    RETURN NULL;
END;
$_authorize_quickly$;

COMMENT ON FUNCTION agora_model._authorize_quickly(agora_model.due_budget[], bigint, text, numeric, interval, uuid, text, bigint)
    IS 'Reserve all that a call needs in one slice of each budget, or nothing.';
REVOKE ALL ON FUNCTION agora_model._authorize_quickly(agora_model.due_budget[], bigint, text, numeric, interval, uuid, text, bigint) FROM PUBLIC;
