-- Whoever's knowledge helped is paid in the transaction of the evidence, where it is rewardable and recorded by this very statement
-- (a restored row was paid before, an import pays on request). Where token_rewards is off for the contributor nothing is written;
-- the transform pays when it helps again. What helped its own contributor proves nothing to others: it pays when it helps one of them. The system earns nothing, and what must not be used earns nobody anything. While the
-- policy pays by adoption, uses pay instead.
-- Locks: see _lock_payees().
CREATE OR REPLACE FUNCTION agora_reward.tg_resolution_evidence_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_resolution_evidence_reward$
DECLARE
    v_attempts  bigint[];
    v_evidence  bigint[];
    v_one       bigint;
BEGIN
    IF agora_reward.policy('adoption') -> 'is_on' = 'true' THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(d.resolution_evidence_id ORDER BY d.transform_id) INTO v_evidence
      FROM (SELECT t.transform_id, min(n.resolution_evidence_id) AS resolution_evidence_id
              FROM new_evidence AS n
              JOIN agora_memory.resolution AS r ON r.resolution_id = n.resolution_id
              JOIN agora_memory.transform AS t ON t.transform_id = r.transform_id
              JOIN agora_memory.attempt AS a ON a.attempt_id = n.attempt_id AND a.principal_id <> t.contributor_id
             WHERE n.is_success AND n.is_rewardable AND n.recorded_at >= agora.now()
               AND NOT t.is_imported AND agora_memory._is_usable(t)
               AND agora_reward._may_earn(t.contributor_id)
               AND NOT EXISTS (SELECT 1
                                 FROM agora_reward.reward_calculation AS c
                                WHERE c.subject_id = t.transform_id AND c.kind = 'transform' AND c.subject_kind = 'transform')
             GROUP BY t.transform_id) AS d;
    IF v_evidence IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(n.attempt_id) INTO v_attempts FROM new_evidence AS n;
    PERFORM agora_reward._lock_payees(v_attempts);
    FOREACH v_one IN ARRAY v_evidence LOOP -- each reads what the one before it took of a lineage's budget
        PERFORM agora_reward._pay_or_withhold(x) FROM agora_reward._transform_payouts(v_one) AS x;
    END LOOP;
    RETURN NULL;
END;
$tg_resolution_evidence_reward$;

CREATE OR REPLACE TRIGGER resolution_evidence_reward
    AFTER INSERT ON agora_memory.resolution_evidence
    REFERENCING NEW TABLE AS new_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION agora_reward.tg_resolution_evidence_reward();

COMMENT ON FUNCTION agora_reward.tg_resolution_evidence_reward()
    IS 'Trigger: pays contributors whose transforms just helped.';
REVOKE ALL ON FUNCTION agora_reward.tg_resolution_evidence_reward() FROM PUBLIC;
