-- Pays the contributor of a transform, once: the transform's row is locked, then the natural key decides. The versions of a
-- lineage share one budget, that of the best of them: a version earns what its reward is above what the others were paid, so a
-- renamed copy earns nothing. Returns the calculation, or NULL where it was made before.
-- Errors: ZA002 contributor suspended · ZA003 key taken · ZL004 wallet full.
-- Locks: the lineage's first version, the transform, then the wallet.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward._pay_transform(
    p_transform  bigint,
    p_evidence   bigint,
    p_key        text,
    p_actor      bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pay_transform$
DECLARE
    v_now          timestamptz := agora.now();
    v_transform    agora_memory.transform;
    v_policy       agora_reward.reward_policy := agora_reward._policy_in_force('transform', agora.now());
    v_paid         numeric;
    v_ordinal      integer;
    v_amount       numeric;
    v_transaction  bigint;
    v_calculation  bigint;
BEGIN
    PERFORM agora_reward._lock_lineages(ARRAY[p_transform]);
    SELECT t.* INTO v_transform FROM agora_memory.transform AS t WHERE t.transform_id = p_transform;
    IF EXISTS (SELECT 1 FROM agora_reward.reward_calculation AS c WHERE c.transform_id = p_transform AND c.kind = 'transform') THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(c.amount), 0), count(*) + 1 INTO v_paid, v_ordinal
      FROM agora_reward.reward_calculation AS c
     WHERE c.lineage_id = v_transform.lineage_id AND c.kind = 'transform';
    v_amount := greatest(0, agora_reward.transform_reward(coalesce(v_transform.quality, 0), v_transform.novelty, v_transform.complexity,
                                                          v_policy.parameters) - v_paid);
    IF v_amount > 0 THEN
        v_transaction := agora_ledger._transfer(
            'mint', 1, agora_ledger._wallet(v_transform.contributor_id), v_amount, 'stf_contribution',
            jsonb_build_object('transform_id', p_transform, 'resolution_evidence_id', p_evidence,
                               'reward_policy_id', v_policy.reward_policy_id),
            NULL, p_key, p_actor);
    END IF;
    INSERT INTO agora_reward.reward_calculation AS c
           (kind, transform_id, lineage_id, ordinal, resolution_evidence_id, principal_id, reward_policy_id, factors, amount, transaction_id, recorded_at)
    VALUES ('transform', p_transform, v_transform.lineage_id, v_ordinal, p_evidence, v_transform.contributor_id, v_policy.reward_policy_id,
            jsonb_build_object('quality', coalesce(v_transform.quality, 0), 'novelty', v_transform.novelty, 'complexity', v_transform.complexity)
            || CASE WHEN v_paid > 0 THEN jsonb_build_object('lineage_paid', v_paid) ELSE '{}' END,
            v_amount, v_transaction, v_now)
    -- The lock leaves nothing to conflict, but a snapshot that is older than it: that is told with 40001.
    ON CONFLICT ON CONSTRAINT reward_calculation_lineage_id_uq DO NOTHING
    RETURNING c.reward_calculation_id INTO v_calculation;
    IF v_amount > 0 THEN
        PERFORM agora_event._emit('reward.token.issued.v1', v_transform.contributor_id::text,
                                  jsonb_build_object('reward_calculation_id', v_calculation, 'kind', 'transform', 'transform_id', p_transform,
                                                     'principal_id', v_transform.contributor_id, 'amount', v_amount,
                                                     'transaction_id', v_transaction),
                                  NULL, v_transform.contributor_id);
    END IF;
    RETURN v_calculation;
END;
$_pay_transform$;

COMMENT ON FUNCTION agora_reward._pay_transform(bigint, bigint, text, bigint)
    IS 'Pay the contributor of a transform for a piece of evidence, once; returns the calculation.';
REVOKE ALL ON FUNCTION agora_reward._pay_transform(bigint, bigint, text, bigint) FROM PUBLIC;
