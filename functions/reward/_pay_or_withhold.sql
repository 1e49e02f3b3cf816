-- Pays a contributor, or records why it cannot be paid. Whoever was helped has done nothing wrong: the attempt and its evidence
-- stay. Only what the standing of contributor and payer forbids is caught; the subtransaction takes the half-made payout back.
-- Locks: the wallets, in account order.   Emits: reward.token.issued.v1 · reward.token.withheld.v1
CREATE OR REPLACE FUNCTION agora_reward._pay_or_withhold(p_payout agora_reward.payout)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pay_or_withhold$
DECLARE
    v_code     text;
    v_message  text;
    v_detail   text;
BEGIN
    IF p_payout.kind IS NULL THEN
        RETURN NULL;
    END IF;
    BEGIN
        RETURN agora_reward._pay(p_payout);
    EXCEPTION WHEN SQLSTATE 'ZA002' OR SQLSTATE 'ZA003' OR SQLSTATE 'ZL002' OR SQLSTATE 'ZL004' OR SQLSTATE 'ZL010' OR SQLSTATE 'ZR028' OR SQLSTATE 'ZR029' THEN
        GET STACKED DIAGNOSTICS v_code = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL;
    END;
    INSERT INTO agora_reward.withholding (kind, subject_kind, subject_id, occasion, principal_id, evidence_id, reason_code, reason, recorded_at)
    VALUES (p_payout.kind, p_payout.subject_kind, p_payout.subject_id, p_payout.occasion, p_payout.principal_id, p_payout.evidence_id,
            v_code, concat_ws(': ', v_message, v_detail), agora.now())
    ON CONFLICT ON CONSTRAINT withholding_occasion_uq DO NOTHING;
    IF FOUND THEN
        PERFORM agora_event._emit('reward.token.withheld.v1', p_payout.principal_id::text,
                                  jsonb_build_object('kind', p_payout.kind, 'subject_kind', p_payout.subject_kind,
                                                     'subject_id', p_payout.subject_id, 'principal_id', p_payout.principal_id,
                                                     'reason_code', v_code, 'reason', v_message),
                                  NULL, p_payout.principal_id);
    END IF;
    RETURN NULL;
END;
$_pay_or_withhold$;

COMMENT ON FUNCTION agora_reward._pay_or_withhold(agora_reward.payout)
    IS 'Pay what is due, or record why not; returns the calculation, NULL where there is none.';
REVOKE ALL ON FUNCTION agora_reward._pay_or_withhold(agora_reward.payout) FROM PUBLIC;
