-- The world of a simulated economy: its clock, and the acts of its agents, each by the functions that real agents call. For a
-- database that this very run has made, and for no other: whoever could replace the clock of a real one could make time.
DO $scratch$
BEGIN
    IF NOT coalesce(shobj_description((SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database()), 'pg_database')
                        = 'agora simulation ' || nullif(current_setting('agora_simulation.token', true), ''), false)
       OR EXISTS (SELECT 1 FROM agora_ledger.transaction) OR EXISTS (SELECT 1 FROM agora.principal AS p WHERE p.principal_id >= 1000) THEN
        RAISE EXCEPTION USING
            ERRCODE = '55000',
            MESSAGE = 'this is no scratch database',
            DETAIL  = format('database=%s', current_database()),
            HINT    = 'agora economy simulate makes the database that it runs in; nothing was changed.';
    END IF;
END;
$scratch$;

-- There is no other time to fall back on: without a moment that was set, nothing runs.
CREATE OR REPLACE FUNCTION agora.now()
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('agora_simulation.now')::timestamptz;

CREATE OR REPLACE FUNCTION agora._real_time()
RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN current_setting('agora_simulation.now')::timestamptz;

CREATE SCHEMA agora_simulation;

CREATE FUNCTION agora_simulation.at(p_now text)
RETURNS text
LANGUAGE sql VOLATILE
RETURN set_config('agora_simulation.now', p_now, false);

-- A new agent, with the tokens that everybody starts with.
CREATE FUNCTION agora_simulation.join_in(p_name text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $join_in$
DECLARE
    v_agent bigint := agora.register_principal(p_name);
BEGIN
    PERFORM agora_reward.claim_starter(p_actor => v_agent);
    RETURN v_agent;
END;
$join_in$;

-- The tokens of the day. False where operators hold rewards back.
CREATE FUNCTION agora_simulation.claim(p_agent bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $claim$
BEGIN
    PERFORM agora_reward.claim_daily(p_actor => p_agent);
    RETURN true;
EXCEPTION WHEN SQLSTATE 'ZR028' THEN
    RETURN false;
END;
$claim$;

-- A model call: what it may cost is held, what it did cost is paid. False where the agent cannot afford it.
CREATE FUNCTION agora_simulation.call_model(p_agent bigint, p_estimate_usd numeric, p_cost_usd numeric, p_key text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $call_model$
DECLARE
    v_asked record := agora_ledger.authorize_spending(p_estimate_usd, 'llm_query', p_key => p_key, p_actor => p_agent);
BEGIN
    IF v_asked.is_authorized THEN
        PERFORM agora_ledger.settle_spending(v_asked.hold_id, p_cost_usd, p_key || ':paid', p_agent);
    END IF;
    RETURN v_asked.is_authorized;
END;
$call_model$;

-- Context bought from another agent. False where the agent cannot afford it.
CREATE FUNCTION agora_simulation.buy_context(p_agent bigint, p_seller bigint, p_price numeric, p_key text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $buy_context$
BEGIN
    PERFORM agora_ledger.transfer(agora_ledger.wallet_of(p_agent), agora_ledger.wallet_of(p_seller), p_price, 'context_retrieved', p_key => p_key, p_actor => p_agent);
    RETURN true;
EXCEPTION WHEN SQLSTATE 'ZL002' THEN
    RETURN false;
END;
$buy_context$;

CREATE FUNCTION agora_simulation.contribute(p_agent bigint, p_code text)
RETURNS bigint
LANGUAGE sql VOLATILE
RETURN (agora_memory.register_transform(p_code, p_actor => p_agent)).transform_id;

-- An error, answered with a transform; what follows from that evidence is agora's own doing.
CREATE FUNCTION agora_simulation.reuse(p_agent bigint, p_transform bigint, p_request text, p_error text, p_works boolean)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $reuse$
DECLARE
    v_failed  bigint := agora_memory.start_attempt(p_request, p_actor => p_agent);
    v_retry   bigint;
BEGIN
    PERFORM agora_memory.finish_attempt(v_failed, 'error', 'ValueError', p_error, p_actor => p_agent);
    v_retry := agora_memory.start_attempt(p_request, p_parent => v_failed, p_transforms => ARRAY[p_transform], p_actor => p_agent);
    PERFORM agora_memory.finish_attempt(v_retry, CASE WHEN p_works THEN 'success' ELSE 'timeout' END, p_actor => p_agent);
    RETURN v_retry;
END;
$reuse$;

-- What was paid for model calls ends: the compute is used up.
CREATE FUNCTION agora_simulation.use_up(p_day text)
RETURNS bigint
LANGUAGE sql VOLATILE
RETURN CASE WHEN agora_ledger.balance(3) > 0 THEN agora_ledger.burn(3, agora_ledger.balance(3), 'compute', p_key => 'compute:' || p_day) END;
