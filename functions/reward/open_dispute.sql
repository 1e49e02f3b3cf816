-- Disputes a transaction: a party says why it is wrong, within the time for it. One dispute is open per transaction, and each
-- principal has one per transaction: the decision stands.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL011 unknown · ZL012 reversed before · ZL013 itself a reversal · ZR031 · ZR032 · ZR033.
-- Emits: reward.dispute.opened.v1.
CREATE OR REPLACE FUNCTION agora_reward.open_dispute(
    p_transaction  bigint,
    p_reason       text,
    p_key          text   DEFAULT NULL,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_dispute$
DECLARE
    v_now       timestamptz := agora.now();
    v_first     jsonb;
    v_at        timestamptz;
    v_code      text;
    v_dispute   bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 10000);
    v_first := agora._first_result('open_dispute', p_actor, p_key, jsonb_build_array(p_transaction, p_reason));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    SELECT t.recorded_at INTO v_at FROM agora_ledger.transaction AS t WHERE t.transaction_id = p_transaction;
    IF NOT FOUND OR (agora.visible_principal() <> 0 AND NOT agora_reward._is_party(p_transaction, agora.visible_principal())) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL011',
            MESSAGE = 'unknown transaction',
            DETAIL  = format('p_transaction=%s', coalesce(p_transaction::text, 'NULL')),
            HINT    = 'agora_ledger.statement has the transactions of every account.';
    END IF;
    PERFORM agora_reward._check_party(p_transaction, p_actor);
    SELECT CASE WHEN r.transaction_id = p_transaction THEN 'ZL013' ELSE 'ZL012' END INTO v_code
      FROM agora_ledger.reversal AS r
     WHERE p_transaction IN (r.transaction_id, r.reversed_id);
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = v_code,
            MESSAGE = 'there is nothing to take back',
            DETAIL  = format('p_transaction=%s', p_transaction),
            HINT    = 'It was reversed before, or is a reversal itself, which is not reversed.';
    END IF;
    IF v_now > v_at + agora.setting_interval('reward.dispute_window') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR033',
            MESSAGE = 'time is over',
            DETAIL  = format('p_transaction=%s recorded_at=%s window=%s', p_transaction, v_at, agora.setting_interval('reward.dispute_window')),
            HINT    = 'An operator may still reverse it with agora_ledger.reverse().';
    END IF;

    INSERT INTO agora_reward.dispute AS d (transaction_id, reason, opened_by, opened_at)
    VALUES (p_transaction, p_reason, p_actor, v_now)
    ON CONFLICT DO NOTHING
    RETURNING d.dispute_id INTO v_dispute;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR032',
            MESSAGE = 'transaction is disputed already',
            DETAIL  = format('p_transaction=%s p_actor=%s', p_transaction, p_actor),
            HINT    = 'Add evidence to the open dispute; what was decided is not opened again by the same principal.';
    END IF;
    PERFORM agora_event._emit('reward.dispute.opened.v1', v_dispute::text,
                              jsonb_build_object('dispute_id', v_dispute, 'transaction_id', p_transaction, 'opened_by', p_actor), NULL, p_actor);
    PERFORM agora._keep_result('open_dispute', p_actor, p_key, to_jsonb(v_dispute));
    RETURN v_dispute;
END;
$open_dispute$;

COMMENT ON FUNCTION agora_reward.open_dispute(bigint, text, text, bigint)
    IS 'Dispute a transaction as one of its parties, or as an operator; returns the dispute.';
REVOKE ALL ON FUNCTION agora_reward.open_dispute(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.open_dispute(bigint, text, text, bigint) TO agora_service;
