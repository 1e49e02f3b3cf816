-- Pays what _unpaid() finds, in the order of the evidence, and tells each payout; a transform's with those of its predecessors.
-- Locks: transforms and first versions of lineages in id order, then the wallets, in account order.
-- Emits: reward.token.issued.v1 · reward.token.withheld.v1
CREATE OR REPLACE FUNCTION agora_reward._pay_unpaid(
    p_kind   text,
    p_from   timestamptz,
    p_to     timestamptz,
    p_limit  integer
)
RETURNS agora_reward.retroactive_payout[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pay_unpaid$
DECLARE
    v_rows        agora_reward.retroactive_payout[] := '{}';
    v_subjects    bigint[];
    v_principals  bigint[];
    v_payout      agora_reward.payout;
    v_one         agora_reward.retroactive_payout;
    r_due         record;
BEGIN
    SELECT array_agg(u.subject_id), array_agg(u.principal_id) INTO v_subjects, v_principals
      FROM agora_reward._unpaid(p_kind, p_from, p_to, p_limit) AS u;
    IF p_kind = 'transform' THEN
        PERFORM agora_reward._lock_lineages(v_subjects);
        SELECT array_agg(v.contributor_id) INTO v_principals
          FROM agora_memory.transform AS t
          JOIN agora_memory.transform AS v ON v.lineage_id = t.lineage_id
         WHERE t.transform_id = ANY (v_subjects) AND agora_reward._may_earn(v.contributor_id);
    END IF;
    PERFORM agora_reward._lock_wallets(v_principals);
    -- Loops, because each payout may use up what the next one shares with it.
    FOR r_due IN
        SELECT u.* FROM agora_reward._unpaid(p_kind, p_from, p_to, p_limit) AS u
    LOOP
        FOR v_payout IN SELECT x.* FROM agora_reward._payouts_of(r_due.kind, r_due.subject_kind, r_due.evidence_id) AS x LOOP
            v_one := (v_payout.kind, v_payout.subject_kind, v_payout.subject_id, v_payout.principal_id, v_payout.evidence_id, v_payout.factors,
                      v_payout.amount, NULL, NULL, NULL, agora_reward._pay_or_withhold(v_payout));
            SELECT c.cuts, c.amount INTO v_one.cuts, v_one.amount
              FROM agora_reward.reward_calculation AS c
             WHERE c.reward_calculation_id = v_one.reward_calculation_id;
            IF NOT FOUND THEN
                SELECT w.reason_code INTO v_one.withheld
                  FROM agora_reward.withholding AS w
                 WHERE w.subject_id = v_payout.subject_id AND w.kind = v_payout.kind AND w.subject_kind = v_payout.subject_kind
                   AND w.occasion = v_payout.occasion
                 ORDER BY w.withholding_id DESC
                 LIMIT 1;
            END IF;
            v_rows := v_rows || v_one;
        END LOOP;
    END LOOP;
    RETURN v_rows;
END;
$_pay_unpaid$;

COMMENT ON FUNCTION agora_reward._pay_unpaid(text, timestamptz, timestamptz, integer)
    IS 'Pay evidence that nobody was paid for, at most p_limit (1 to 10000) pieces; one line for each payout.';
REVOKE ALL ON FUNCTION agora_reward._pay_unpaid(text, timestamptz, timestamptz, integer) FROM PUBLIC;
