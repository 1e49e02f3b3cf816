-- Pays a contributor, or records why it cannot be paid. Whoever was helped has done nothing wrong: the attempt and its evidence
-- stay. Only what the standing of the contributor forbids is caught; the subtransaction takes the half-made payout back.
-- Locks: the transform, then the wallet.   Emits: reward.token.issued.v1 · reward.token.withheld.v1
CREATE OR REPLACE FUNCTION agora_reward._pay_or_withhold(
    p_transform  bigint,
    p_evidence   bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pay_or_withhold$
DECLARE
    v_code       text;
    v_message    text;
    v_detail     text;
    v_principal  bigint;
BEGIN
    BEGIN
        PERFORM agora_reward._pay_transform(p_transform, p_evidence, format('reward:transform:%s', p_transform), 1);
        RETURN;
    EXCEPTION WHEN SQLSTATE 'ZA002' OR SQLSTATE 'ZA003' OR SQLSTATE 'ZL004' THEN
        GET STACKED DIAGNOSTICS v_code = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL;
    END;
    INSERT INTO agora_reward.withholding AS w (kind, transform_id, resolution_evidence_id, principal_id, reason_code, reason, recorded_at)
    SELECT 'transform', p_transform, p_evidence, t.contributor_id, v_code, concat_ws(': ', v_message, v_detail), agora.now()
      FROM agora_memory.transform AS t
     WHERE t.transform_id = p_transform
    ON CONFLICT ON CONSTRAINT withholding_transform_id_uq DO NOTHING
    RETURNING w.principal_id INTO v_principal;
    IF FOUND THEN
        PERFORM agora_event._emit('reward.token.withheld.v1', v_principal::text,
                                  jsonb_build_object('kind', 'transform', 'transform_id', p_transform, 'principal_id', v_principal,
                                                     'reason_code', v_code, 'reason', v_message),
                                  NULL, v_principal);
    END IF;
END;
$_pay_or_withhold$;

COMMENT ON FUNCTION agora_reward._pay_or_withhold(bigint, bigint)
    IS 'Pay the contributor of a transform for its first successful evidence, or record why not.';
REVOKE ALL ON FUNCTION agora_reward._pay_or_withhold(bigint, bigint) FROM PUBLIC;
