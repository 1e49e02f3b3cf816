-- What the contributor of a transform is due for a piece of evidence. The versions of a lineage share one budget, that of the best of
-- them: a version earns what its reward is above what the others earned, so a renamed copy earns nothing.
-- Locks: the transform and the first version of its lineage.
CREATE OR REPLACE FUNCTION agora_reward._transform_payout(p_evidence bigint)
RETURNS agora_reward.payout
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_transform_payout$
DECLARE
    v_policy     agora_reward.reward_policy := agora_reward._policy_in_force('transform', agora.now());
    v_transform  agora_memory.transform;
    v_payout     agora_reward.payout;
    v_paid       numeric;
BEGIN
    SELECT r.transform_id, a.principal_id INTO v_payout.subject_id, v_payout.helped_id
      FROM agora_memory.resolution_evidence AS e
      JOIN agora_memory.resolution AS r ON r.resolution_id = e.resolution_id
      JOIN agora_memory.attempt AS a ON a.attempt_id = e.attempt_id
     WHERE e.resolution_evidence_id = p_evidence;
    PERFORM agora_reward._lock_lineages(ARRAY[v_payout.subject_id]);
    SELECT t.* INTO v_transform FROM agora_memory.transform AS t WHERE t.transform_id = v_payout.subject_id;
    SELECT coalesce(sum(c.earned), 0) INTO v_paid
      FROM agora_reward.reward_calculation AS c
     WHERE c.series_id = v_transform.lineage_id AND c.kind = 'transform';

    v_payout.kind             := 'transform';
    v_payout.subject_kind     := 'transform';
    v_payout.occasion         := '';
    v_payout.principal_id     := v_transform.contributor_id;
    v_payout.evidence_id      := p_evidence;
    v_payout.series_id        := v_transform.lineage_id;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.factors          := jsonb_build_object('quality', coalesce(v_transform.quality, 0), 'novelty', v_transform.novelty,
                                                    'complexity', v_transform.complexity)
                                 || CASE WHEN v_paid > 0 THEN jsonb_build_object('lineage_paid', v_paid) ELSE '{}' END;
    v_payout.amount           := agora_reward._formula('transform', v_payout.factors, v_policy.parameters);
    RETURN v_payout;
END;
$_transform_payout$;

COMMENT ON FUNCTION agora_reward._transform_payout(bigint)
    IS 'What is due for a piece of evidence to the contributor of its transform.';
REVOKE ALL ON FUNCTION agora_reward._transform_payout(bigint) FROM PUBLIC;
