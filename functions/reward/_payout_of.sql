-- What is due for a piece of evidence by today's policy, whichever kind of reward it releases; NULL where it is nothing any more.
-- Locks: what the budget of its series depends on.
CREATE OR REPLACE FUNCTION agora_reward._payout_of(
    p_kind          text,
    p_subject_kind  text,
    p_subject       bigint,
    p_evidence      bigint
)
RETURNS agora_reward.payout
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_payout_of$
DECLARE
    v_payout agora_reward.payout;
BEGIN
    IF p_kind IN ('transform', 'predecessor') THEN
        SELECT x.* INTO v_payout
          FROM agora_reward._transform_payouts(p_evidence) AS x
         WHERE x.kind = p_kind AND x.subject_id = p_subject;
    ELSE
        v_payout := CASE p_kind
            WHEN 'adoption'     THEN agora_reward._adoption_payout(p_evidence)
            WHEN 'golden'       THEN agora_reward._golden_payout(p_evidence)
            WHEN 'reuse'        THEN agora_reward._reuse_payout(p_evidence)
            WHEN 'pattern'      THEN agora_reward._pattern_payout(p_evidence)
            WHEN 'royalty'      THEN agora_reward._royalty_payout(p_subject_kind, p_evidence)
            WHEN 'verification' THEN agora_reward._verification_payout(p_evidence)
        END;
    END IF;
    RETURN v_payout;
END;
$_payout_of$;

COMMENT ON FUNCTION agora_reward._payout_of(text, text, bigint, bigint)
    IS 'What is due to a subject for a piece of evidence.';
REVOKE ALL ON FUNCTION agora_reward._payout_of(text, text, bigint, bigint) FROM PUBLIC;
