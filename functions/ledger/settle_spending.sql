-- Pays, after a model call, what it came to, from its hold to the treasury, and releases the rest. More than was held is not taken: what
-- is uncovered is told. A call that cost nothing releases the hold. The transaction says what the call cost in USD, so that its key with
-- another cost is another call, also where both are above the hold.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL005 · ZL006 · ZL007 · ZL008 · ZL010.
-- Emits: ledger.hold.captured.v1, ledger.hold.released.v1, ledger.transaction.posted.v1.   Locks: the balance row; then the key.
CREATE OR REPLACE FUNCTION agora_ledger.settle_spending(
    p_hold   bigint,
    p_usd    numeric,
    p_key    text   DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS agora_ledger.spending_settlement
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $settle_spending$
DECLARE
    v_tokens  numeric;
    v_held    numeric;
    v_answer  agora_ledger.spending_settlement;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_tokens := agora_ledger.tokens_for_usd(p_usd);
    SELECT h.amount * 0.000001 INTO v_held FROM agora_ledger.hold AS h WHERE h.hold_id = p_hold;
    v_answer.charged := trim_scale(least(v_tokens, v_held));
    IF v_tokens > 0 THEN
        v_answer.transaction_id := agora_ledger._capture_hold(p_hold, v_answer.charged, 3, jsonb_build_object('hold_id', p_hold, 'usd', p_usd), p_key, p_actor); -- 3: the treasury
    ELSE
        PERFORM agora_ledger.release_hold(p_hold, p_actor);
    END IF;
    v_answer.released := trim_scale(v_held - v_answer.charged);
    v_answer.uncovered := trim_scale(v_tokens - v_answer.charged);
    RETURN v_answer;
END;
$settle_spending$;

COMMENT ON FUNCTION agora_ledger.settle_spending(bigint, numeric, text, bigint)
    IS 'Pay a call of p_usd from its hold to the treasury and release the rest; p_key is required. uncovered is what the call cost above the hold.';
REVOKE ALL ON FUNCTION agora_ledger.settle_spending(bigint, numeric, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.settle_spending(bigint, numeric, text, bigint) TO agora_service;
