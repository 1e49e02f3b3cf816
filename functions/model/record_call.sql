-- Records a model call and prices it by the list of its time; unknown models, too, until their price arrives. It settles the authorization
-- that p_details names (besides category, project, agent_type, variant, meta), else it counts in the budgets that apply; without a price,
-- as model.assumed_price. Where cost_tracking is off nothing is written.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZP005 unknown stage · ZP008 unknown category · ZP011 · ZP012 · ZP013.
-- Locks: the key's row; the authorisation; rows of budget_period in key order; where a budget is overrun, what its trip locks; the balance row.   Emits: what settle_spend() does.
CREATE OR REPLACE FUNCTION agora_model.record_call(
    p_model           text,
    p_stage           text,
    p_usage           jsonb,
    p_success         boolean     DEFAULT true,
    p_latency_ms      numeric     DEFAULT NULL,
    p_quality         numeric     DEFAULT NULL,
    p_correlation_id  uuid        DEFAULT NULL,
    p_called_at       timestamptz DEFAULT NULL,
    p_details         jsonb       DEFAULT '{}',
    p_key             text        DEFAULT NULL,
    p_actor           bigint      DEFAULT agora.current_principal()
)
RETURNS agora_model.call_receipt
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_call$
DECLARE
    v_at       timestamptz := coalesce(p_called_at, agora.now());
    v_variant  jsonb := coalesce(p_details -> 'variant', '{}');
    v_fault    text[];
    v_model    bigint;
    v_priced   bigint;
    v_stage    text;
    v_charged  boolean;
    v_list     bigint;
    v_cost     record;
    v_call     bigint;
    v_first    jsonb;
    v_granted  agora_model.budget_authorization;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_fault := agora_model._call_fault(p_model, p_usage, p_success, p_latency_ms, p_quality, v_at, p_details, p_key);
    IF v_fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_fault);
    END IF;
    -- One statement where nothing is wrong: the model, whether the stage is known, and whether anybody has a budget.
    SELECT m.model_id, coalesce(m.alias_of, m.model_id), s.stage, EXISTS (SELECT FROM agora_model.budget) INTO v_model, v_priced, v_stage, v_charged
      FROM (SELECT) AS one
      LEFT JOIN agora_model.model_reference AS r ON r.reference = lower(p_model)
      LEFT JOIN agora_model.model AS m ON m.model_id = r.model_id
      LEFT JOIN agora.stage AS s ON s.stage = p_stage;
    IF v_stage IS DISTINCT FROM p_stage OR p_details ? 'category' THEN
        PERFORM agora_model._check_work(p_stage, p_details ->> 'category');
    END IF;
    IF NOT agora.flag_on('cost_tracking', p_actor) THEN
        RETURN NULL;
    END IF;

    IF v_model IS NULL THEN
        v_model := agora_model._model_of_call(p_model, p_actor);
        SELECT coalesce(m.alias_of, m.model_id) INTO v_priced FROM agora_model.model AS m WHERE m.model_id = v_model;
    END IF;
    v_list := agora_model._list_at(v_priced, v_at);
    v_cost := agora_model._cost_of(v_list, v_at, v_variant, p_usage);
    IF v_cost.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_cost.fault);
    END IF;
    v_call := CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('agora_model.llm_call_id_seq') END; -- its own xid first: _move_call_horizon()
    IF p_key IS NOT NULL THEN
        v_first := agora._claim_result('record_call', p_actor, p_key,
            jsonb_build_array(p_model, p_stage, p_usage, p_success, p_latency_ms, p_quality, p_correlation_id, extract(epoch FROM p_called_at), p_details),
            jsonb_build_object('llm_call_id', v_call, 'cost_usd', v_cost.usd));
        IF v_first IS NOT NULL THEN
            RETURN ((v_first ->> 'llm_call_id')::bigint, (v_first ->> 'cost_usd')::numeric)::agora_model.call_receipt;
        END IF;
    END IF;
    INSERT INTO agora_model.llm_call (llm_call_id, called_at, recorded_at, principal_id, model_id, price_list_id, correlation_id, is_success, stage,
                                      category, project, agent_type, usage, variant, cost_usd, latency_ms, quality, meta)
    VALUES (v_call, v_at, agora.now(), p_actor, v_model, v_list, p_correlation_id, p_success, p_stage,
            p_details ->> 'category', p_details ->> 'project', p_details ->> 'agent_type', p_usage, v_variant, v_cost.usd, p_latency_ms, p_quality,
            coalesce(p_details -> 'meta', '{}'));
    IF p_details ->> 'authorization' IS NOT NULL THEN
        -- Said again, a settlement is the first one; another call of the same cost is not.
        v_granted := agora_model._lock_authorization((p_details ->> 'authorization')::bigint, p_actor);
        IF v_granted.status IN ('settled', 'released') THEN
            PERFORM agora_model._refuse_authorization(v_granted);
        ELSIF v_granted.stage IS DISTINCT FROM p_stage THEN -- whose budgets it was authorised in
            RAISE EXCEPTION USING
                ERRCODE = '22023',
                MESSAGE = 'authorisation is for another stage',
                DETAIL  = format('authorization_id=%s stage=%s p_stage=%s', v_granted.budget_authorization_id, coalesce(v_granted.stage, 'NULL'), coalesce(p_stage, 'NULL')),
                HINT    = 'Record the call with the stage that it was authorised for.';
        END IF;
        PERFORM agora_model.settle_spend((p_details ->> 'authorization')::bigint, coalesce(v_cost.usd, agora.setting_numeric('model.assumed_price')), p_actor);
    ELSIF v_charged THEN
        PERFORM agora_model._charge(p_actor, ARRAY[p_stage], ARRAY[v_at], ARRAY[coalesce(v_cost.usd, agora.setting_numeric('model.assumed_price'))], p_correlation_id, p_actor);
    END IF;
    RETURN (v_call, v_cost.usd)::agora_model.call_receipt;
END;
$record_call$;

COMMENT ON FUNCTION agora_model.record_call(text, text, jsonb, boolean, numeric, numeric, uuid, timestamptz, jsonb, text, bigint)
    IS 'Record a model call: p_model as provider/model, p_usage by unit (input_tokens counts cached ones, too), p_latency_ms in milliseconds, p_quality 0..1, p_called_at NULL = now. Returns its id and cost in US dollars; with a p_key, once.';
REVOKE ALL ON FUNCTION agora_model.record_call(text, text, jsonb, boolean, numeric, numeric, uuid, timestamptz, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.record_call(text, text, jsonb, boolean, numeric, numeric, uuid, timestamptz, jsonb, text, bigint) TO agora_service;
