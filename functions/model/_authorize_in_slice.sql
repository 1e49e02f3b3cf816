-- The short road of an authorisation in a budget with slices: of one that fails nothing is left, its lock neither, because the long road
-- locks all slices in order. An answer without an authorisation is that.
-- Errors: ZP015 only inside.   Locks: the slice's row of budget_period; the key.   Emits: model.budget.crossed.v1 · model.budget.exhausted.v1.
CREATE OR REPLACE FUNCTION agora_model._authorize_in_slice(
    p_budget          agora_model.due_budget,
    p_warning         numeric,
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
AS $_authorize_in_slice$
DECLARE
    v_answer agora_model.spend_authorization;
BEGIN
    v_answer := agora_model._authorize_in_one(p_budget, p_warning, p_principal, p_stage, p_usd, p_ttl, p_correlation_id, p_key, p_actor);
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
$_authorize_in_slice$;

COMMENT ON FUNCTION agora_model._authorize_in_slice(agora_model.due_budget, numeric, bigint, text, numeric, interval, uuid, text, bigint)
    IS 'Reserve what a call needs in one slice of its only budget, or nothing.';
REVOKE ALL ON FUNCTION agora_model._authorize_in_slice(agora_model.due_budget, numeric, bigint, text, numeric, interval, uuid, text, bigint) FROM PUBLIC;
