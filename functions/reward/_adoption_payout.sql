-- What the contributor of a transform is due for a use where the policy pays by adoption: what it has earned by now, above what its
-- lineage earned before.
-- Locks: the transform and the first version of its lineage.
CREATE OR REPLACE FUNCTION agora_reward._adoption_payout(p_use bigint)
RETURNS agora_reward.payout
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_adoption_payout$
DECLARE
    v_policy  agora_reward.reward_policy := agora_reward._policy_in_force('adoption', agora.now());
    v_payout  agora_reward.payout;
BEGIN
    SELECT u.transform_id, u.principal_id INTO v_payout.subject_id, v_payout.helped_id
      FROM agora_memory.transform_use AS u
     WHERE u.transform_use_id = p_use;
    PERFORM agora_reward._lock_lineages(ARRAY[v_payout.subject_id]);
    SELECT t.contributor_id, t.lineage_id INTO v_payout.principal_id, v_payout.series_id
      FROM agora_memory.transform AS t
     WHERE t.transform_id = v_payout.subject_id;
    v_payout.kind             := 'adoption';
    v_payout.subject_kind     := 'transform';
    v_payout.occasion         := p_use::text;
    v_payout.evidence_id      := p_use;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.factors          := agora_reward._adoption_factors(v_payout.subject_id)
                                 || jsonb_build_object('lineage_paid', agora_reward._lineage_paid(v_payout.series_id));
    v_payout.amount           := agora_reward._formula('adoption', v_payout.factors, v_policy.parameters);
    RETURN v_payout;
END;
$_adoption_payout$;

COMMENT ON FUNCTION agora_reward._adoption_payout(bigint)
    IS 'What is due for a use of a transform by its adoption.';
REVOKE ALL ON FUNCTION agora_reward._adoption_payout(bigint) FROM PUBLIC;
