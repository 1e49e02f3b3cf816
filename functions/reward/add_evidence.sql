-- Says something in a dispute, as one of the parties of its transaction, while there is time and it is not decided.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZR030 · ZR031 · ZR033 · ZR034.   Emits: reward.dispute.supported.v1.
-- Locks: the dispute.
CREATE OR REPLACE FUNCTION agora_reward.add_evidence(
    p_dispute    bigint,
    p_statement  text,
    p_subject    jsonb  DEFAULT '{}',
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_evidence$
DECLARE
    v_now       timestamptz := agora.now();
    v_first     jsonb;
    v_dispute   agora_reward.dispute;
    v_evidence  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_statement', p_statement, 10000), agora._check_object('p_subject', p_subject);
    v_first := agora._first_result('add_evidence', p_actor, p_key, jsonb_build_array(p_dispute, p_statement, p_subject));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    v_dispute := agora_reward._lock_dispute(p_dispute);
    PERFORM agora_reward._check_party(v_dispute.transaction_id, p_actor);
    IF v_dispute.decided_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR034',
            MESSAGE = 'dispute is decided',
            DETAIL  = format('p_dispute=%s status=%s decided_at=%s', p_dispute, v_dispute.status, v_dispute.decided_at),
            HINT    = 'See agora_reward.dispute_case for the decision.';
    END IF;
    IF v_now > v_dispute.opened_at + agora.setting_interval('reward.dispute_evidence_time') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR033',
            MESSAGE = 'time is over',
            DETAIL  = format('p_dispute=%s opened_at=%s evidence_time=%s', p_dispute, v_dispute.opened_at, agora.setting_interval('reward.dispute_evidence_time')),
            HINT    = 'The decision is made on what was said in time.';
    END IF;
    INSERT INTO agora_reward.dispute_evidence AS e (dispute_id, principal_id, statement, subject, recorded_at)
    VALUES (p_dispute, p_actor, p_statement, p_subject, v_now)
    RETURNING e.dispute_evidence_id INTO v_evidence;
    UPDATE agora_reward.dispute AS d SET status = 'evidence' WHERE d.dispute_id = p_dispute AND d.status = 'open';
    PERFORM agora_event._emit('reward.dispute.supported.v1', p_dispute::text,
                              jsonb_build_object('dispute_id', p_dispute, 'dispute_evidence_id', v_evidence, 'principal_id', p_actor), NULL, p_actor);
    PERFORM agora._keep_result('add_evidence', p_actor, p_key, to_jsonb(v_evidence));
    RETURN v_evidence;
END;
$add_evidence$;

COMMENT ON FUNCTION agora_reward.add_evidence(bigint, text, jsonb, text, bigint)
    IS 'Give evidence in a dispute as one of the parties, or as an operator; returns the evidence.';
REVOKE ALL ON FUNCTION agora_reward.add_evidence(bigint, text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.add_evidence(bigint, text, jsonb, text, bigint) TO agora_service;
