-- Asks, before a model call, for what it may cost: the tokens are held, or the answer says what is missing and which ways on there are.
-- Not to have enough, or not to be let spend it, is an answer, not an error, and leaves nothing behind: the same call may succeed later. A
-- call of no cost needs no hold, nor does any where token_spending is off for the actor.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL010.   Emits: ledger.hold.placed.v1.   Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_ledger.authorize_spending(
    p_usd              numeric,
    p_purpose          text,
    p_ttl              interval DEFAULT '15 minutes',
    p_correlation_id   uuid     DEFAULT NULL,
    p_key              text     DEFAULT NULL,
    p_actor            bigint   DEFAULT agora.current_principal()
)
RETURNS agora_ledger.spending_authorization
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $authorize_spending$
DECLARE
    v_wallet  bigint;
    v_answer  agora_ledger.spending_authorization;
    v_detail  text;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_answer.tokens := agora_ledger.tokens_for_usd(p_usd);
    PERFORM agora._check_text('p_purpose', p_purpose, 200), agora._check_text('p_key', p_key, 200),
            agora._check_interval('p_ttl', p_ttl, agora.setting_interval('ledger.longest_hold'));
    v_wallet := agora_ledger._wallet(p_actor);
    v_answer.is_authorized := true;
    v_answer.missing := 0;
    v_answer.options := '[]';
    IF v_answer.tokens > 0 AND agora.flag_on('token_spending', p_actor) THEN
        BEGIN
            v_answer.hold_id := agora_ledger.place_hold(v_wallet, v_answer.tokens, p_purpose, p_ttl, p_correlation_id, p_key, p_actor);
        EXCEPTION
            WHEN SQLSTATE 'ZL002' THEN
                v_answer.is_authorized := false;
            WHEN SQLSTATE 'ZL022' THEN -- whoever limits what is held says what may be, and the ways on
                v_answer.is_authorized := false;
                GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
        END;
    END IF;
    SELECT trim_scale(b.available * 0.000001) INTO v_answer.available
      FROM agora_ledger.account_balance AS b
     WHERE b.account_id = v_wallet;
    IF NOT v_answer.is_authorized THEN
        v_answer.available := least(v_answer.available, substring(v_detail FROM ' spendable=([0-9.]+)')::numeric);
        v_answer.missing := v_answer.tokens - v_answer.available;
        v_answer.options := agora_ledger._spending_options(v_answer.tokens, v_answer.available, substring(v_detail FROM ' options=(.*)$')::jsonb);
    END IF;
    RETURN v_answer;
END;
$authorize_spending$;

COMMENT ON FUNCTION agora_ledger.authorize_spending(numeric, text, interval, uuid, text, bigint)
    IS 'Hold the tokens that a call of p_usd may cost, or say what is missing and the options (cheaper_model, smaller_context, wait_for_grant; wait or earn where the free tier is limited); p_key is required. available is what can be spent besides.';
REVOKE ALL ON FUNCTION agora_ledger.authorize_spending(numeric, text, interval, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.authorize_spending(numeric, text, interval, uuid, text, bigint) TO agora_service;
