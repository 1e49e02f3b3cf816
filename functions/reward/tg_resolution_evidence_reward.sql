-- Whoever's knowledge helped is paid in the transaction of the evidence, where it is rewardable and recorded by this very statement
-- (a restored row was paid before, an import pays on request). Where token_rewards is off for the contributor nothing is written;
-- the transform pays when it helps again. The system earns nothing, and what must not be used earns nobody anything.
-- Locks: transforms and the first versions of their lineages by id, missing wallets by principal, balances by account: each for all
-- that is due before the next, so that two sessions that pay the same contributors wait for each other and never deadlock.
CREATE OR REPLACE FUNCTION agora_reward.tg_resolution_evidence_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_resolution_evidence_reward$
DECLARE
    v_transforms    bigint[];
    v_contributors  bigint[];
    v_evidence      bigint[];
    v_one           bigint;
BEGIN
    SELECT array_agg(d.transform_id), array_agg(d.contributor_id), array_agg(d.resolution_evidence_id ORDER BY d.transform_id)
      INTO v_transforms, v_contributors, v_evidence
      FROM (SELECT t.transform_id, t.contributor_id, min(n.resolution_evidence_id) AS resolution_evidence_id
              FROM new_evidence AS n
              JOIN agora_memory.resolution AS r ON r.resolution_id = n.resolution_id
              JOIN agora_memory.transform AS t ON t.transform_id = r.transform_id
              JOIN agora.principal AS p ON p.principal_id = t.contributor_id AND p.kind <> 'system'
             WHERE n.is_success AND n.is_rewardable AND n.recorded_at >= agora.now()
               AND NOT t.is_imported AND agora_memory._is_usable(t)
               AND agora.flag_on('token_rewards', t.contributor_id)
               AND NOT EXISTS (SELECT 1
                                 FROM agora_reward.reward_calculation AS c
                                WHERE c.subject_id = t.transform_id AND c.kind = 'transform' AND c.subject_kind = 'transform')
             GROUP BY t.transform_id) AS d;
    IF v_transforms IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM agora_reward._lock_lineages(v_transforms);
    PERFORM agora_reward._lock_wallets(v_contributors);
    FOREACH v_one IN ARRAY v_evidence LOOP -- each payout is a posting of its own
        PERFORM agora_reward._pay_or_withhold(agora_reward._transform_payout(v_one));
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
