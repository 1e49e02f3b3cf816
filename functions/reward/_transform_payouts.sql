-- What a piece of evidence for a transform is worth, and to whom: above what its lineage earned before, less what it took over from the
-- version it was found nearest to. That, similarity x what that version would have earned were it no newer than the one that helped (what
-- novelty took off is not taken off twice), goes to its author, and so on back to the first: whichever version helps first, a renamed
-- copy earns nothing. What an imported or barred version gave is paid to nobody.
-- Locks: the transform and the first version of its lineage.
CREATE OR REPLACE FUNCTION agora_reward._transform_payouts(p_evidence bigint)
RETURNS SETOF agora_reward.payout
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_transform_payouts$
DECLARE
    v_policy  agora_reward.reward_policy := agora_reward._policy_in_force('transform', agora.now());
    v_payout  agora_reward.payout;
    v_one     agora_memory.transform;
    v_source  agora_memory.transform;
    v_paid    numeric;
    v_alike   numeric;
    v_factors jsonb;
    v_share   numeric;
    v_helped  bigint;
BEGIN
    SELECT r.transform_id, a.principal_id INTO v_helped, v_payout.helped_id
      FROM agora_memory.resolution_evidence AS e
      JOIN agora_memory.resolution AS r ON r.resolution_id = e.resolution_id
      JOIN agora_memory.attempt AS a ON a.attempt_id = e.attempt_id
     WHERE e.resolution_evidence_id = p_evidence;
    PERFORM agora_reward._lock_lineages(ARRAY[v_helped]);
    SELECT t.* INTO v_one FROM agora_memory.transform AS t WHERE t.transform_id = v_helped;
    v_paid := agora_reward._lineage_paid(v_one.lineage_id);

    v_payout.kind             := 'transform';
    v_payout.subject_kind     := 'transform';
    v_payout.subject_id       := v_helped;
    v_payout.occasion         := '';
    v_payout.evidence_id      := p_evidence;
    v_payout.series_id        := v_one.lineage_id;
    v_payout.reward_policy_id := v_policy.reward_policy_id;
    v_payout.factors          := agora_reward._transform_factors(v_one, v_paid);
    v_payout.amount           := agora_reward._formula('transform', v_payout.factors, v_policy.parameters);
    LOOP
        v_payout.principal_id := v_one.contributor_id;
        SELECT t.* INTO v_source FROM agora_memory.transform AS t WHERE t.transform_id = v_one.supersedes_id;
        EXIT WHEN NOT FOUND;
        SELECT agora_memory.code_similarity(a.shingles, b.shingles) INTO v_alike
          FROM agora_memory.transform_shape AS a, agora_memory.transform_shape AS b
         WHERE a.transform_id = v_one.transform_id AND b.transform_id = v_source.transform_id;
        v_factors := agora_reward._transform_factors(v_source, v_paid)
                     || jsonb_build_object('novelty', least(v_source.novelty, (v_payout.factors ->> 'novelty')::numeric),
                                           'similarity', v_alike, 'left', v_payout.amount);
        v_share := agora_reward._formula('predecessor', v_factors, v_policy.parameters);
        EXIT WHEN v_share = 0;
        v_payout.factors := v_payout.factors || jsonb_build_object('shared', v_share);
        v_payout.amount := v_payout.amount - v_share;
        RETURN NEXT v_payout;
        IF v_source.is_imported OR NOT agora_memory._is_usable(v_source) OR NOT agora_reward._may_earn(v_source.contributor_id) THEN
            RETURN;
        END IF;
        v_one := v_source;
        v_payout.kind       := 'predecessor';
        v_payout.occasion   := v_helped::text;
        v_payout.subject_id := v_source.transform_id;
        v_payout.factors    := v_factors;
        v_payout.amount     := v_share;
    END LOOP;
    RETURN NEXT v_payout;
END;
$_transform_payouts$;

COMMENT ON FUNCTION agora_reward._transform_payouts(bigint)
    IS 'What is due for a piece of evidence to the author of its transform, and to those of the versions that it was made from.';
REVOKE ALL ON FUNCTION agora_reward._transform_payouts(bigint) FROM PUBLIC;
