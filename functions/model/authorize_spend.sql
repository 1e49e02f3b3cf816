-- Asks, before a model call, for what it may cost: it is reserved in every budget that the call counts in, or the answer says which one
-- refuses, and the ways on. Spent and reserved money is never above a hard limit then. To be refused is an answer, not an error, and
-- leaves nothing behind. Where token_spending is on, the principal's tokens are held as well.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL010 · ZP005 · ZP015 only inside.   Locks: rows of budget_period in key order; the balance row; the key.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · ledger.hold.placed.v1 · ledger.hold.released.v1.
CREATE OR REPLACE FUNCTION agora_model.authorize_spend(
    p_principal       bigint,
    p_stage           text,
    p_estimate_usd    numeric,
    p_ttl             interval DEFAULT '15 minutes',
    p_correlation_id  uuid     DEFAULT NULL,
    p_key             text     DEFAULT NULL,
    p_actor           bigint   DEFAULT agora.current_principal()
)
RETURNS agora_model.spend_authorization
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $authorize_spend$
DECLARE
    v_now        timestamptz := agora.now();
    v_principal  bigint := coalesce(p_principal, p_actor);
    v_usd        numeric := p_estimate_usd;
    v_budgets    agora_model.due_budget[];
    v_warning    numeric;
    v_is_plain   boolean;
    v_is_stage   boolean;
    v_answer     agora_model.spend_authorization;
BEGIN
    IF v_usd IS NULL THEN
        v_usd := nullif(agora.setting_numeric('model.assumed_price'), 0);
    END IF;
    -- One expression, because every PERFORM costs a statement; what is plainly right passes.
    IF agora._act_as(p_actor) IS NULL OR (v_principal <> p_actor AND agora._act_as(v_principal) IS NULL)
       OR NOT coalesce(coalesce(v_usd, 0) >= 0 AND coalesce(v_usd, 0) <= 1000000000 AND scale(coalesce(v_usd, 0)) <= 12 AND agora._is_name(p_key) AND length(p_key) <= 200
                       AND p_ttl > interval '0' AND p_ttl <= interval '15 minutes', false) THEN
        PERFORM agora_model._check_usd('p_estimate_usd', coalesce(v_usd, 0)), agora._check_text('p_key', p_key, 200),
                agora._check_interval('p_ttl', p_ttl, agora.setting_interval('model.longest_authorization'));
    END IF;
    -- All that is asked of tables, in one statement. Plain is a call that no switch makes another: nobody turned off that costs are
    -- tracked, or on that tokens are spent.
    SELECT ARRAY(SELECT b FROM agora_model._budgets_for(v_principal, p_stage, v_now) AS b),
           coalesce((SELECT s.value FROM agora.setting_value AS s WHERE s.key = 'model.budget_warning'), agora._default_setting('model.budget_warning'))::numeric,
           NOT EXISTS (SELECT FROM agora.feature_flag_state AS f WHERE f.flag IN ('cost_tracking', 'token_spending'))
               AND NOT EXISTS (SELECT FROM agora.feature_flag_override AS o WHERE o.flag IN ('cost_tracking', 'token_spending') AND o.principal_id = v_principal),
           p_stage IS NULL OR EXISTS (SELECT FROM agora.stage AS t WHERE t.stage = p_stage)
      INTO v_budgets, v_warning, v_is_plain, v_is_stage;
    IF NOT v_is_stage THEN
        PERFORM agora_model._check_work(p_stage, NULL);
    ELSIF NOT v_is_plain THEN
        IF NOT agora.flag_on('cost_tracking', v_principal) THEN
            RETURN ('allow', NULL, NULL, NULL, NULL, NULL, '[]'::jsonb)::agora_model.spend_authorization;
        END IF;
    END IF;
    IF v_is_plain AND cardinality(v_budgets) = 1 AND v_usd IS NOT NULL THEN
        IF v_budgets[1].slices = 1 THEN
            v_answer := agora_model._authorize_in_one(v_budgets[1], v_warning, v_principal, p_stage, v_usd, p_ttl, p_correlation_id, p_key, p_actor);
        ELSIF current_setting('transaction_isolation') = 'read committed' THEN
            -- In slices it looks at those of others without a lock, which only a snapshot of this moment may; and of a try that fails nothing
            -- is left, its lock neither, because the long road locks all slices in order.
            BEGIN
                v_answer := agora_model._authorize_in_one(v_budgets[1], v_warning, v_principal, p_stage, v_usd, p_ttl, p_correlation_id, p_key, p_actor);
                IF v_answer.authorization_id IS NULL THEN
                    RAISE EXCEPTION USING
                        ERRCODE = 'ZP015',
                        MESSAGE = 'spending was not reserved',
                        DETAIL  = 'nothing is kept',
                        HINT    = 'Caught where it is raised.';
                END IF;
            EXCEPTION WHEN SQLSTATE 'ZP015' THEN
                v_answer := NULL;
            END;
        END IF;
    END IF;
    IF v_answer.authorization_id IS NULL THEN
        v_answer := agora_model._authorize_thoroughly(v_budgets, v_principal, p_stage, v_usd, p_ttl, p_correlation_id, p_key, p_actor);
    END IF;
    RETURN v_answer;
END;
$authorize_spend$;

COMMENT ON FUNCTION agora_model.authorize_spend(bigint, text, numeric, interval, uuid, text, bigint)
    IS 'Ask for what a model call may cost, in US dollars: p_principal NULL = the actor, p_estimate_usd NULL = it has no price; p_key is required. Answers allow, warn, throttle or deny; settle it with settle_spend(), or record_call().';
REVOKE ALL ON FUNCTION agora_model.authorize_spend(bigint, text, numeric, interval, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.authorize_spend(bigint, text, numeric, interval, uuid, text, bigint) TO agora_service;
