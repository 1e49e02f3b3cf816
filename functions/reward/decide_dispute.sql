-- Decides a dispute, once, by an operator who has no part in it. Upheld, the transaction is reversed in the same breath; where the
-- money was spent it is owed: see settle_dispute().
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZR030 · ZR034 · ZR035.   Emits: reward.dispute.decided.v1 · reward.token.reversed.v1.
-- Locks: the dispute, then the balances in account order.
CREATE OR REPLACE FUNCTION agora_reward.decide_dispute(
    p_dispute    bigint,
    p_is_upheld  boolean,
    p_notes      text,
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $decide_dispute$
DECLARE
    v_first     jsonb;
    v_dispute   agora_reward.dispute;
    v_reversal  bigint;
    v_outcome   text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_notes', p_notes, 10000);
    IF p_is_upheld IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'decision is missing',
            DETAIL  = format('p_dispute=%s p_is_upheld=NULL', coalesce(p_dispute::text, 'NULL')),
            HINT    = 'Pass true to take the transaction back, false to leave it.';
    END IF;
    v_first := agora._first_result('decide_dispute', p_actor, p_key, jsonb_build_array(p_dispute, p_is_upheld, p_notes));
    IF v_first IS NOT NULL THEN
        RETURN v_first #>> '{}';
    END IF;
    v_dispute := agora_reward._lock_dispute(p_dispute);
    IF v_dispute.decided_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR034',
            MESSAGE = 'dispute is decided',
            DETAIL  = format('p_dispute=%s status=%s decided_at=%s', p_dispute, v_dispute.status, v_dispute.decided_at),
            HINT    = 'See agora_reward.dispute_case for the decision.';
    END IF;
    IF v_dispute.opened_by = p_actor OR agora_reward._is_party(v_dispute.transaction_id, p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR035',
            MESSAGE = 'nobody decides their own dispute',
            DETAIL  = format('p_dispute=%s p_actor=%s', p_dispute, p_actor),
            HINT    = 'Ask an operator who neither opened it nor has a line in the transaction.';
    END IF;
    IF p_is_upheld THEN
        v_reversal := agora_reward._undo_disputed(v_dispute, p_actor);
    END IF;
    v_outcome := CASE WHEN NOT p_is_upheld THEN 'rejected' WHEN v_reversal IS NULL THEN 'owed' ELSE 'reversed' END;
    UPDATE agora_reward.dispute AS d
       SET status = CASE WHEN p_is_upheld THEN 'upheld' ELSE 'rejected' END, reversal_id = v_reversal, notes = p_notes,
           decided_by = p_actor, decided_at = agora.now()
     WHERE d.dispute_id = p_dispute;
    PERFORM agora_event._emit('reward.dispute.decided.v1', p_dispute::text,
                              jsonb_build_object('dispute_id', p_dispute, 'transaction_id', v_dispute.transaction_id, 'outcome', v_outcome,
                                                 'reversal_id', v_reversal),
                              NULL, v_dispute.opened_by);
    PERFORM agora._keep_result('decide_dispute', p_actor, p_key, to_jsonb(v_outcome));
    RETURN v_outcome;
END;
$decide_dispute$;

COMMENT ON FUNCTION agora_reward.decide_dispute(bigint, boolean, text, text, bigint)
    IS 'Uphold or reject a dispute; returns reversed, owed (what was to be given back is spent) or rejected.';
REVOKE ALL ON FUNCTION agora_reward.decide_dispute(bigint, boolean, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.decide_dispute(bigint, boolean, text, text, bigint) TO agora_operator;
