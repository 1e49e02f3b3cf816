-- Locks all that the rewards of attempts may touch, those of later steps included: the transforms that they used, with the first
-- versions of their lineages, then the wallets of whoever contributed a version of them, of whoever may have made a golden state, and
-- of whoever is charged. Whoever pays for an attempt begins with it, so that sessions wait for each other and never deadlock.
-- Locks: the transforms, in id order; the wallets, in account order.
CREATE OR REPLACE FUNCTION agora_reward._lock_payees(p_attempts bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_payees$
DECLARE
    v_transforms  bigint[];
    v_principals  bigint[];
    v_charged     boolean := agora_reward.policy('royalty') -> 'is_charged' = 'true';
    v_golden_min  numeric := agora.setting_numeric('memory.golden_approve_at');
BEGIN
    SELECT array_agg(DISTINCT x.transform_id) INTO v_transforms
      FROM agora_memory.attempt_transform AS x
     WHERE x.attempt_id = ANY (p_attempts);
    PERFORM agora_reward._lock_lineages(v_transforms);
    SELECT array_agg(p.principal_id) INTO v_principals
      FROM (SELECT v.contributor_id AS principal_id
              FROM agora_memory.transform AS t
              JOIN agora_memory.transform AS v ON v.lineage_id = t.lineage_id
             WHERE t.transform_id = ANY (v_transforms)
             UNION
            SELECT a.principal_id
              FROM agora_memory.attempt AS a
             WHERE a.attempt_id = ANY (p_attempts) AND a.status = 'success' AND (v_charged OR a.quality >= v_golden_min)) AS p
     WHERE agora_reward._may_earn(p.principal_id);
    PERFORM agora_reward._lock_wallets(v_principals);
END;
$_lock_payees$;

COMMENT ON FUNCTION agora_reward._lock_payees(bigint[])
    IS 'Lock the transforms of attempts and the wallets of all whom the attempts may pay.';
REVOKE ALL ON FUNCTION agora_reward._lock_payees(bigint[]) FROM PUBLIC;
