-- What is due for a piece of evidence by today's policy, whichever kind of reward it releases; none where it is nothing any more.
-- Locks: what the budget of its series depends on.
CREATE OR REPLACE FUNCTION agora_reward._payouts_of(
    p_kind          text,
    p_subject_kind  text,
    p_evidence      bigint
)
RETURNS SETOF agora_reward.payout
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_payouts_of$
DECLARE
    v_payout agora_reward.payout;
BEGIN
    IF p_kind IN ('transform', 'predecessor') THEN
        RETURN QUERY SELECT x.* FROM agora_reward._transform_payouts(p_evidence) AS x;
        RETURN;
    END IF;
    v_payout := CASE p_kind
        WHEN 'adoption'     THEN agora_reward._adoption_payout(p_evidence)
        WHEN 'golden'       THEN agora_reward._golden_payout(p_evidence)
        WHEN 'reuse'        THEN agora_reward._reuse_payout(p_evidence)
        WHEN 'pattern'      THEN agora_reward._pattern_payout(p_evidence)
        WHEN 'royalty'      THEN agora_reward._royalty_payout(p_subject_kind, p_evidence)
        WHEN 'verification' THEN agora_reward._verification_payout(p_evidence)
    END;
    IF v_payout.kind IS NOT NULL THEN
        RETURN NEXT v_payout;
    END IF;
END;
$_payouts_of$;

COMMENT ON FUNCTION agora_reward._payouts_of(text, text, bigint)
    IS 'What is due for a piece of evidence: to one, or to the authors of a lineage.';
REVOKE ALL ON FUNCTION agora_reward._payouts_of(text, text, bigint) FROM PUBLIC;
